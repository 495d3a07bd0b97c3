// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.web.Guest.Picture;
import dev.zeropane.display.web.access.Keys;
import dev.zeropane.display.web.access.Lock;
import dev.zeropane.display.web.http.WebDoor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page for other machines: by TLS, or behind a proxy that speaks it.
final class WebDoorTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

    /// The beginning of a ClientHello.
    private static final byte[] HALF = {22, 3, 1, 2, 0, 1, 0};

    @TempDir private static Path directory;

    private static WebDoor encrypted() {
        Lock lock = Keys.lock(directory, "password");
        return new WebDoor.Encrypted(HERE, lock.identity());
    }

    private static void requirePicture(RfbClient client, Picture picture) throws IOException {
        client.request(false);
        client.update();
        assertEquals("", client.difference(picture.rgb));
    }

    @Test
    void encryptedPage_isServed_andHalfHandshakesEnd() throws Exception {
        List<Socket> half = new ArrayList<>();
        try (Page page = new Page(encrypted());
                Guest guest = new Guest(page.server, "vm")) {
            assertTrue(page.server.address().startsWith("https://localhost:"));
            Picture picture = guest.show(320, 200, (x, y) -> x * y);
            try (RfbClient client = RfbClient.connect(page.connect("/rfb/1/0"))) {
                requirePicture(client, picture);
                assertTrue(page.get("/").startsWith("HTTP/1.1 200 "));
                for (int i = 0; i < 100; i++) {
                    half.add(page.plainSocket());
                    half.getLast().getOutputStream().write(HALF);
                }
                // There are too many, or its time is over.
                assertEnds(half.getFirst());
                assertEnds(half.getLast());
                // Who has shaken hands longer ago than that still looks.
                requirePicture(client, picture);
                assertTrue(page.get("/").startsWith("HTTP/1.1 200 "));
            }
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
    }

    private static void assertEnds(Socket socket) throws IOException {
        try {
            // It may be told why, in TLS.
            while (socket.getInputStream().read() >= 0) {
                assertFalse(socket.isClosed());
            }
        } catch (SocketException e) {
            assertTrue(e.getMessage().contains("reset"), e.getMessage());
        }
    }

    private static String status(Page page, String... lines) throws IOException {
        String answer = page.ask(lines);
        return answer.substring(0, Math.min(answer.length(), 12));
    }

    @Test
    void encryptedPage_hasItsOwnNamesAndOrigin() throws Exception {
        try (Page page = new Page(encrypted())) {
            String get = "GET / HTTP/1.1";
            assertEquals("HTTP/1.1 200", status(page, get, "Host: localhost"));
            assertEquals("HTTP/1.1 421", status(page, get, "Host: evil.example"));
            assertEquals(
                    "HTTP/1.1 200",
                    status(page, get, "Host: localhost:1", "Origin: https://localhost:1"));
            for (String other : List.of("http://localhost:1", "https://localhost", "null")) {
                assertEquals(
                        "HTTP/1.1 403", status(page, get, "Host: localhost:1", "Origin: " + other));
            }
        }
    }

    @Test
    void withoutTls_nothingIsServed() throws Exception {
        try (Page page = new Page(encrypted());
                Socket socket = page.plainSocket()) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEnds(socket);
        }
    }

    @Test
    void pageBehindAProxy_isOfTheProxysOrigin() throws Exception {
        try (Page page = new Page(new WebDoor.BehindProxy(HERE, "https://vm.example.org"))) {
            assertTrue(page.server.address().startsWith("https://vm.example.org/#token="));
            String get = "GET / HTTP/1.1";
            String host = "Host: vm.example.org";
            assertEquals("HTTP/1.1 200", status(page, get, host));
            assertEquals("HTTP/1.1 200", status(page, get, host + ":443"));
            assertEquals("HTTP/1.1 200", status(page, get, host, "Origin: https://vm.example.org"));
            assertEquals("HTTP/1.1 403", status(page, get, host, "Origin: http://vm.example.org"));
            assertEquals("HTTP/1.1 403", status(page, get, host, "Origin: https://evil.example"));
            for (String other :
                    List.of("127.0.0.1", "localhost", "x.vm.example.org", "vm.example.org:1")) {
                assertEquals("HTTP/1.1 421", status(page, get, "Host: " + other));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:8006", "127.0.0.1", "192.0.2.7:1", "[2001:db8::1]"})
    void namesOfTheCertificate_andNumbers_areOurs(String host) {
        assertTrue(encrypted().isOurs(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "localhost.evil.example",
                "localhost:",
                "localhost:x",
                "1.2.3.4.5",
                "0x7f000001",
                "a@localhost",
                "[::1",
                "*.example"
            })
    void otherNames_areNot(String host) {
        assertFalse(encrypted().isOurs(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://vm.example",
                "https://vm.example/",
                "https://VM.example",
                "https://vm.example:443",
                "https://a b",
                "vm.example",
                "https://u@vm.example"
            })
    void whatIsNoOrigin_isNone(String text) {
        assertFalse(WebDoor.BehindProxy.isOrigin(text));
    }
}
