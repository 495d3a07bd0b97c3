// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Certificates and keys as OpenSSL wrote them, for tests; no secrets.
public final class Keys {
    private Keys() {}

    /// One of them, as a file of the user's alone.
    public static Path file(Path directory, String name) {
        try (InputStream in = Keys.class.getResourceAsStream(name)) {
            return secret(
                    directory.resolve(name),
                    new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Path secret(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /// A lock, with a password that has so many characters.
    public static Lock lock(Path directory, String password) {
        try {
            return new Lock(
                    Identity.load(file(directory, "ec-certificate.pem"), file(directory, "ec.pem")),
                    Password.load(secret(directory.resolve("password"), password + "\n")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
