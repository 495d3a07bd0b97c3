// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.web.access.Household;
import dev.zeropane.display.web.access.Lock;
import dev.zeropane.display.web.access.Password;
import dev.zeropane.display.web.wire.Rfb;
import dev.zeropane.display.web.wire.TlsPipe;
import java.io.IOException;
import java.net.ProtocolException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The security type VeNCrypt, version 0.2 (rfbproto.rst, 7.2.13): TLS with our certificate, and in
/// it a password, whole (X509Plain, with any name of a user) or proven by DES with its first eight
/// characters (X509Vnc), as viewers like it. Nothing without TLS, and nothing without a password.
final class VeNCrypt {
    private static final int[] SUBTYPES = {Rfb.X509_PLAIN, Rfb.X509_VNC};
    private static final int MAJOR = 0;
    private static final int MINOR = 2;
    private static final int ACCEPTED = 1;

    /// Of a name, and of a password.
    private static final int MAX_LENGTH = 1024;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Lock lock;

    VeNCrypt(Lock lock) {
        this.lock = lock;
    }

    /// What came of it.
    ///
    /// @param talk within TLS
    /// @param refusal why the client may not look
    record Outcome(Talk talk, Optional<String> refusal) {}

    /// @throws ProtocolException if the client does not agree
    Outcome agree(Talk talk) throws IOException {
        int subtype = subtype(talk);
        talk.in().requireNothingMore();
        talk.out().u8(ACCEPTED);
        talk.out().flush();
        Talk secret = new Talk(TlsPipe.accept(talk.pipe(), lock.identity().engine()));
        return new Outcome(secret, subtype == Rfb.X509_PLAIN ? plain(secret) : challenge(secret));
    }

    private static int subtype(Talk talk) throws IOException {
        talk.out().u8(MAJOR);
        talk.out().u8(MINOR);
        talk.out().flush();
        int major = talk.in().handshakeByte();
        int minor = talk.in().handshakeByte();
        if (major != MAJOR || minor != MINOR) {
            throw new ProtocolException(
                    "it speaks VeNCrypt %d.%d, not 0.2".formatted(major, minor));
        }
        talk.out().u8(0);
        talk.out().u8(SUBTYPES.length);
        for (int subtype : SUBTYPES) {
            talk.out().u32(subtype);
        }
        talk.out().flush();
        int chosen = talk.in().handshakeNumber();
        for (int subtype : SUBTYPES) {
            if (chosen == subtype) {
                return chosen;
            }
        }
        throw new ProtocolException(
                "it wants VeNCrypt's type %d, neither X509Plain nor X509Vnc"
                        .formatted(Integer.toUnsignedLong(chosen)));
    }

    private Optional<String> plain(Talk talk) throws IOException {
        int nameLength = length(talk);
        int passwordLength = length(talk);
        byte[] _ = talk.in().handshakeBytes(nameLength);
        byte[] said = talk.in().handshakeBytes(passwordLength);
        return judge(talk, () -> lock.password().is(said));
    }

    private static int length(Talk talk) throws IOException {
        int length = talk.in().handshakeNumber();
        if (length < 0 || length > MAX_LENGTH) {
            throw new ProtocolException(
                    "it sent a name or password of %d bytes; %d are allowed"
                            .formatted(Integer.toUnsignedLong(length), MAX_LENGTH));
        }
        return length;
    }

    private Optional<String> challenge(Talk talk) throws IOException {
        byte[] challenge = new byte[Password.CHALLENGE_BYTES];
        RANDOM.nextBytes(challenge);
        talk.out().bytes(challenge);
        talk.out().flush();
        byte[] answer = talk.in().handshakeBytes(challenge.length);
        return judge(talk, () -> lock.password().answers(challenge, answer));
    }

    private Optional<String> judge(Talk talk, BooleanSupplier isRight) {
        Optional<Household> who = talk.pipe().address().map(Household::of);
        Optional<Duration> wait = who.flatMap(lock.attempts()::begin);
        if (wait.isPresent()) {
            return Optional.of(
                    "too many wrong passwords from there; try again in %d seconds"
                            .formatted(wait.get().toSeconds() + 1));
        }
        if (!isRight.getAsBoolean()) {
            return Optional.of("wrong password");
        }
        who.ifPresent(lock.attempts()::right);
        return Optional.empty();
    }
}
