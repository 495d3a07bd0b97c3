// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Certificates and keys are taken as OpenSSL writes them, or refused with what to do.
final class IdentityTest {
    @TempDir private Path directory;

    private Path key(String name) {
        return Keys.file(directory, name);
    }

    private String refusal(Path certificate, Path key) {
        return assertThrows(AccessException.class, () -> Identity.load(certificate, key))
                .getMessage()
                .replace(directory + "/", "");
    }

    @ParameterizedTest
    @CsvSource({
        "ec-certificate.pem, ec.pem",
        "ec-certificate.pem, ec-sec1.pem",
        "rsa-certificate.pem, rsa.pem",
        "rsa-certificate.pem, rsa-pkcs1.pem",
        "ed25519-certificate.pem, ed25519.pem"
    })
    void certificateAndItsKey_areTaken(String certificate, String key) {
        assertEquals(false, Identity.load(key(certificate), key(key)).engine().getUseClientMode());
    }

    @Test
    void names_areThoseOfTheCertificate() {
        assertEquals(
                List.of("localhost", "127.0.0.1"),
                Identity.load(key("ec-certificate.pem"), key("ec.pem")).names());
    }

    @Test
    void chainAndKeyInOneFile_areTaken() throws IOException {
        String both =
                Files.readString(key("ec-certificate.pem"))
                        + Files.readString(key("rsa-certificate.pem"))
                        + Files.readString(key("ec-sec1.pem"));
        Path file = Keys.secret(directory.resolve("both"), both);
        assertEquals(false, Identity.load(file, file).engine().getUseClientMode());
    }

    @ParameterizedTest
    @CsvSource({
        "ec-certificate.pem, other-ec.pem,"
                + " the key other-ec.pem is not that of the certificate ec-certificate.pem",
        "ec-certificate.pem, rsa.pem,"
                + " the key rsa.pem is no EC key that this Java can read, as",
        "rsa-certificate.pem, ec-sec1.pem,"
                + " the key ec-sec1.pem is no RSA key that this Java can read, as",
        "ec-certificate.pem, ec-encrypted.pem, the key ec-encrypted.pem has a passphrase; openssl",
        "ec-certificate.pem, ec-certificate.pem, ec-certificate.pem has no private key: ",
        "ec.pem, ec.pem, ec.pem has no certificate that can be read: "
    })
    void whatDoesNotBelongTogether_isSaid(String certificate, String key, String message) {
        String said = refusal(key(certificate), key(key));
        assertEquals(message, said.substring(0, Math.min(message.length(), said.length())));
    }

    @Test
    void whatCannotBeRead_isSaid() throws IOException {
        Path none = directory.resolve("none");
        assertEquals(
                "cannot read the certificate none: there is no such file", refusal(none, none));
        Path certificate = key("ec-certificate.pem");
        assertEquals("cannot read the key none: there is no such file", refusal(certificate, none));
        assertEquals(
                "cannot read the certificate %s: Is a directory".formatted(directory),
                refusal(directory, none));
        Path cut =
                Keys.secret(
                        directory.resolve("cut"), "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqG");
        assertEquals("the key cut is cut short: it has no END line", refusal(certificate, cut));
        Path garbage =
                Keys.secret(
                        directory.resolve("garbage"),
                        "-----BEGIN CERTIFICATE-----\nMIIBWzCC\n-----END CERTIFICATE-----\n");
        assertEquals(
                "garbage has no certificate that can be read: a PEM file has a line"
                        + " -----BEGIN CERTIFICATE-----",
                refusal(garbage, none));
        Path large = Keys.secret(directory.resolve("large"), " ".repeat(300_000));
        assertEquals("large is no certificate: it is longer than 256 KiB", refusal(large, none));
    }

    @Test
    void keyOfEverybodys_isRefused() throws IOException {
        Path key = key("ec.pem");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        Identity.load(key("ec-certificate.pem"), key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(
                "the key ec.pem can be read by others; chmod 600 ec.pem makes it yours alone",
                refusal(key("ec-certificate.pem"), key).replace(directory + "/", ""));
    }
}
