// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.web.Guest.Picture;
import dev.zeropane.display.web.access.Keys;
import dev.zeropane.display.web.access.Lock;
import dev.zeropane.display.web.session.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where there is a lock, those look who know the password, within TLS, and nobody else.
final class VeNCryptTest {
    private static final String PASSWORD = "correct horse";

    @TempDir private static Path directory;

    private static Lock lock;

    private Guest guest;
    private Picture picture;

    @BeforeAll
    static void makeLock() {
        lock = Keys.lock(directory, PASSWORD);
    }

    @BeforeEach
    void serve() {
        InetAddress here = InetAddress.ofLiteral("127.0.0.1");
        guest =
                new Guest(
                        new Door(here, Optional.of(new Lock(lock.identity(), lock.password()))),
                        Limits.USUAL);
        picture = guest.show(300, 200, (x, y) -> x * y);
    }

    /// Whatever happened, who knows the password looks.
    @AfterEach
    void whoKnowsIt_looks() throws IOException {
        requireServed(8);
        guest.close();
    }

    private void requireServed(int minor) throws IOException {
        try (VeNCryptClient client =
                VeNCryptClient.offered(guest.port(), minor).choose(VeNCryptClient.X509_PLAIN)) {
            assertEquals("", client.tls().plain(PASSWORD).result());
            requirePicture(client.begin());
        }
    }

    private void requirePicture(RfbClient client) throws IOException {
        client.request(false);
        client.update();
        assertEquals("", client.difference(picture.rgb));
    }

    private VeNCryptClient chosen(int subtype) throws IOException {
        return VeNCryptClient.offered(guest.port(), 8).choose(subtype);
    }

    private void requireLogged(String end) throws InterruptedException {
        String log = Guest.next(guest.log);
        assertTrue(log.endsWith(" is dropped: " + end), log);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoAnswersByDes_looks(String protocol) throws IOException {
        try (VeNCryptClient client = chosen(VeNCryptClient.X509_VNC)) {
            assertEquals("", client.tls(protocol).answer(PASSWORD).result());
            requirePicture(client.begin());
        }
    }

    @Test
    void olderVersionWithAList_looks() throws IOException {
        requireServed(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "correct hors", "correct horse "})
    void wrongPassword_isSaid(String wrong) throws Exception {
        try (VeNCryptClient client = chosen(VeNCryptClient.X509_PLAIN)) {
            assertEquals("wrong password", client.tls().plain(wrong).result());
            requireLogged("wrong password");
        }
    }

    /// As VNC has it, so it is in the docs.
    @Test
    void answerByDes_needsTheFirstEightCharacters() throws Exception {
        try (VeNCryptClient client = chosen(VeNCryptClient.X509_VNC)) {
            assertEquals("", client.tls().answer("correct ").result());
        }
        try (VeNCryptClient client = chosen(VeNCryptClient.X509_VNC)) {
            assertEquals("wrong password", client.tls().answer("correct").result());
        }
    }

    @Test
    void manyWrongPasswords_areSlowedDown() throws Exception {
        for (int i = 0; i < 4; i++) {
            try (VeNCryptClient client = chosen(VeNCryptClient.X509_VNC)) {
                assertEquals("wrong password", client.tls().answer("guess " + i).result());
            }
        }
        // The fifth is the last: whoever knows it may still be wrong once.
        requireServed(8);
        try (VeNCryptClient client = chosen(VeNCryptClient.X509_PLAIN)) {
            assertEquals("wrong password", client.tls().plain("a guess").result());
        }
        try (VeNCryptClient client = chosen(VeNCryptClient.X509_PLAIN)) {
            assertTrue(
                    client.tls()
                            .plain(PASSWORD)
                            .result()
                            .matches(
                                    "too many wrong passwords from there; try again in \\d+ seconds"));
        }
        guest.close();
        serve();
    }

    @Test
    void versionWithoutAList_isToldWhatItNeeds() throws Exception {
        assertThrows(IOException.class, () -> RfbClient.connect(guest.port(), 3));
        requireLogged("it speaks RFB 3.3, which has no VeNCrypt");
    }

    @ParameterizedTest
    @CsvSource({
        "01, 'it wants security type 1, not VeNCrypt'",
        "02, 'it wants security type 2, not VeNCrypt'",
        "13 0001, 'it speaks VeNCrypt 0.1, not 0.2'",
        "13 0002 00000000, 'it wants VeNCrypt''s type 0, neither X509Plain nor X509Vnc'",
        "13 0002 00000104, 'it wants VeNCrypt''s type 260, neither X509Plain nor X509Vnc'",
        "13 0002 ffffffff, 'it wants VeNCrypt''s type 4294967295, neither X509Plain nor X509Vnc'",
        "13 0002 00000106 16, it said something before TLS that belongs into it"
    })
    void whatWasNotOffered_isDropped(String hex, String reason) throws Exception {
        try (RfbClient client = RfbClient.raw(guest.port())) {
            client.out.writeBytes("RFB 003.008\n");
            client.out.write(HexFormat.of().parseHex(hex.replace(" ", "")));
            client.out.flush();
            assertTrue(client.ends());
            requireLogged(reason);
        }
    }

    @Test
    void noTls_isDropped() throws Exception {
        try (VeNCryptClient client = chosen(VeNCryptClient.X509_PLAIN)) {
            client.out.writeBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String log = Guest.next(guest.log);
            assertTrue(log.contains(" is dropped: TLS failed: "), log);
        }
    }

    @Test
    void oldTls_isDropped() throws Exception {
        try (VeNCryptClient client = chosen(VeNCryptClient.X509_PLAIN)) {
            // A ClientHello of TLS 1.0 with one cipher.
            client.out.write(
                    HexFormat.of()
                            .parseHex(
                                    "160301002d010000290301" + "00".repeat(32) + "000002002f0100"));
            String log = Guest.next(guest.log);
            assertTrue(log.contains(" is dropped: TLS failed: "), log);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MAX_VALUE, 1025})
    void passwordThatIsTooLong_isDropped_andNotWaitedFor(int length) throws Exception {
        try (VeNCryptClient client = chosen(VeNCryptClient.X509_PLAIN)) {
            client.tls();
            client.out.writeInt(0);
            client.out.writeInt(length);
            requireLogged(
                    "it sent a name or password of %s bytes; 1024 are allowed"
                            .formatted(Integer.toUnsignedLong(length)));
        }
    }

    @Test
    void tlsNegotiatedAnew_isDropped() throws Exception {
        try (VeNCryptClient client = chosen(VeNCryptClient.X509_PLAIN)) {
            client.tls("TLSv1.2").plain(PASSWORD);
            assertEquals("", client.result());
            requirePicture(client.begin());
            try {
                client.socket().startHandshake();
            } catch (IOException e) {
                // It may learn of its end already.
            }
            requireLogged("it wants to negotiate TLS anew");
        }
    }

    /// A client that does not read what it asks for waits for itself.
    @Test
    void newKeysWithoutEnd_areNotKept() throws Exception {
        try (VeNCryptClient client = chosen(VeNCryptClient.X509_PLAIN)) {
            client.tls("TLSv1.3").plain(PASSWORD);
            assertEquals("", client.result());
            RfbClient viewer = client.begin();
            for (int i = 0; i < 500; i++) {
                client.socket().startHandshake();
            }
            requirePicture(viewer);
        }
    }
}
