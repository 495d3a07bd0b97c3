// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// What viewers have to know. Compared in a time that says nothing of it.
public final class Password {
    /// As many as VNC's own way to prove one makes use of. With fewer it is guessed too soon.
    public static final int MIN_LENGTH = 8;

    /// The length of a challenge of that way, and of the answer to it.
    public static final int CHALLENGE_BYTES = 16;

    private static final int KEY_BYTES = 8;
    private static final int REVERSE_SHIFT = 24;

    private static final Set<PosixFilePermission> STRANGERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private final byte[] secret;

    private Password(byte[] secret) {
        this.secret = secret;
    }

    /// @param file whose first line it is
    /// @throws AccessException if it cannot be read, others can read it, or it is too short
    public static Password load(Path file) {
        String text = SecretFile.readSecret("password file", file, STRANGERS);
        String line = text.lines().findFirst().orElse("");
        byte[] secret = line.getBytes(StandardCharsets.ISO_8859_1);
        if (secret.length < MIN_LENGTH) {
            throw new AccessException(
                    "the first line of the password file %s has %d characters; a password has %d at least"
                            .formatted(file, secret.length, MIN_LENGTH));
        }
        return new Password(secret);
    }

    /// Whether it is this one.
    public boolean is(byte[] said) {
        // Of digests, so that the time does not depend on the length either.
        return MessageDigest.isEqual(digest(secret), digest(said));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Whether who gives this answer knows its first eight characters (RFC 6143, 7.2.2). No more of
    /// them count there.
    public boolean answers(byte[] challenge, byte[] answer) {
        return MessageDigest.isEqual(encrypt(challenge), answer);
    }

    private byte[] encrypt(byte[] challenge) {
        byte[] key = Arrays.copyOf(secret, KEY_BYTES);
        for (int i = 0; i < key.length; i++) {
            // The first bit is the lowest one in VNC.
            key[i] = (byte) (Integer.reverse(key[i]) >>> REVERSE_SHIFT);
        }
        try {
            Cipher des = Cipher.getInstance("DES/ECB/NoPadding");
            des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
            return des.doFinal(challenge);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
