// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.web.access.Lock;
import dev.zeropane.display.web.wire.Output;
import dev.zeropane.display.web.wire.PixelLayout;
import dev.zeropane.display.web.wire.Rfb;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a connection begins (RFC 6143, 7.1 to 7.3): versions 3.3, 3.7 and 3.8 of the protocol,
/// without a password or, where there is a lock, by [VeNCrypt].
final class Handshake {
    private static final String VERSION = "RFB 003.008\n";
    private static final Pattern CLIENT_VERSION = Pattern.compile("RFB 003\\.(\\d{3})\n");
    private static final int OFFERED_TYPES = 1;
    private static final int TRUE_COLOUR = 1;
    private static final int FAILED = 1;
    private static final int WITH_LIST = 7;
    private static final int WITH_RESULT = 8;

    private final Optional<Lock> lock;

    // Within TLS once that is agreed upon.
    private Talk talk;

    Handshake(Talk talk, Optional<Lock> lock) {
        this.talk = talk;
        this.lock = lock;
    }

    /// Both directions, as they are once the client may look.
    Talk talk() {
        return talk;
    }

    /// Until the client may look, or not.
    ///
    /// @param refusal why it may not
    /// @return whether it may
    /// @throws ProtocolException if it does what it should not, or does not know the password
    boolean agree(Optional<String> refusal) throws IOException {
        talk.out().bytes(VERSION.getBytes(StandardCharsets.US_ASCII));
        talk.out().flush();
        int version = version(talk.in().version());
        if (refusal.isPresent()) {
            refuse(version, refusal.get());
            return false;
        }
        if (lock.isPresent()) {
            unlock(version, lock.get());
        } else {
            open(version);
        }
        talk.out().flush();
        // Whether it wants to be alone: nobody is sent away here, as most viewers ask for that.
        int _ = talk.in().handshakeByte();
        return true;
    }

    private void open(int version) throws IOException {
        if (version < WITH_LIST) {
            talk.out().u32(Rfb.SECURITY_NONE);
            return;
        }
        offer(Rfb.SECURITY_NONE, "None");
        if (version >= WITH_RESULT) {
            talk.out().u32(0);
        }
    }

    private void unlock(int version, Lock with) throws IOException {
        if (version < WITH_LIST) {
            refuse(version, "only viewers that know VeNCrypt can connect");
            throw new ProtocolException("it speaks RFB 3.3, which has no VeNCrypt");
        }
        offer(Rfb.SECURITY_VENCRYPT, "VeNCrypt");
        VeNCrypt.Outcome outcome = new VeNCrypt(with).agree(talk);
        talk = outcome.talk();
        if (outcome.refusal().isPresent()) {
            String reason = outcome.refusal().get();
            talk.out().u32(FAILED);
            if (version >= WITH_RESULT) {
                text(reason);
            }
            talk.out().flush();
            throw new ProtocolException(reason);
        }
        talk.out().u32(0);
    }

    private void offer(int type, String name) throws IOException {
        talk.out().u8(OFFERED_TYPES);
        talk.out().u8(type);
        talk.out().flush();
        int chosen = talk.in().handshakeByte();
        if (chosen != type) {
            throw new ProtocolException(
                    "it wants security type %d, not %s".formatted(chosen, name));
        }
    }

    /// The minor one; those that nobody has defined count as the one below.
    private static int version(String text) throws ProtocolException {
        Matcher matcher = CLIENT_VERSION.matcher(text);
        if (!matcher.matches()) {
            throw new ProtocolException("it does not speak RFB 3");
        }
        return Integer.parseInt(matcher.group(1));
    }

    private void refuse(int version, String reason) throws IOException {
        if (version < WITH_LIST) {
            talk.out().u32(0);
        } else {
            talk.out().u8(0);
        }
        text(reason);
        talk.out().flush();
    }

    private void text(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        talk.out().u32(bytes.length);
        talk.out().bytes(bytes);
    }

    /// Tells the client what it will see.
    void begin(int width, int height, String name) throws IOException {
        Output out = talk.out();
        PixelLayout layout = PixelLayout.NATIVE;
        out.u16(width);
        out.u16(height);
        out.u8(layout.bits());
        out.u8(layout.depth());
        out.u8(0);
        out.u8(TRUE_COLOUR);
        out.u16(layout.red().max());
        out.u16(layout.green().max());
        out.u16(layout.blue().max());
        out.u8(layout.red().shift());
        out.u8(layout.green().shift());
        out.u8(layout.blue().shift());
        out.zeros(3);
        text(name);
        out.flush();
    }
}
