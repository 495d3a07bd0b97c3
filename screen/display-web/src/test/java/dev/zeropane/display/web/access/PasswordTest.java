// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A password is what its file's first line says, and nothing near it.
final class PasswordTest {
    @TempDir private Path directory;

    private Path file(String text) throws IOException {
        return Keys.secret(directory.resolve("password"), text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void password_isItsFirstLine_whole() throws IOException {
        Password password = Password.load(file("correct hörse\nand more"));
        assertTrue(password.is(bytes("correct hörse")));
        assertFalse(password.is(bytes("correct hörs")));
        assertFalse(password.is(bytes("correct hörse\n")));
        assertFalse(password.is(bytes("correct h")));
        assertFalse(password.is(bytes("")));
    }

    /// The numbers are those of OpenSSL: `openssl enc -des-ecb -nopad -K 0e86ceceeef64e26 -provider
    /// legacy`, the key being "password" with the bits of each byte reversed.
    @Test
    void answer_isThatOfItsFirstEightCharacters() throws IOException {
        Password password = Password.load(file("password and more"));
        byte[] challenge = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        byte[] answer = HexFormat.of().parseHex("b866924125c8eebb9debc1db61c538e2");
        assertTrue(password.answers(challenge, answer));
        answer[15] ^= 1;
        assertFalse(password.answers(challenge, answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\nsecret password", "1234567", "1234567\n89"})
    void shortPassword_isRefused(String text) throws IOException {
        Path file = file(text);
        String message =
                assertThrows(AccessException.class, () -> Password.load(file)).getMessage();
        assertTrue(message.endsWith(" characters; a password has 8 at least"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void passwordOfOthers_isRefused(String permissions) throws IOException {
        Path file = file("12345678");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        String message =
                assertThrows(AccessException.class, () -> Password.load(file)).getMessage();
        assertEquals(
                "the password file %s can be read by others; chmod 600 %s makes it yours alone"
                        .formatted(file, file),
                message);
    }
}
