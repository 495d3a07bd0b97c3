// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.web.Guest.Picture;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Browsers, and what says to be one, that ask for what they may not have. Each is refused, no word
/// of why beyond the status goes to it, and the next one is served.
final class HostileBrowserTest {
    private final Page page = new Page();
    private final Guest guest = new Guest(page.server, "vm");
    private final Picture picture = guest.show(320, 200, (x, y) -> 0x00cc00 + x + y);

    private void requireServed() throws Exception {
        try (RfbClient client = RfbClient.connect(page.connect("/rfb/1/0"))) {
            client.request(false);
            client.update();
            assertEquals("", client.difference(picture.rgb));
        }
    }

    @AfterEach
    void close() {
        guest.close();
        page.close();
    }

    private String host() {
        return "Host: 127.0.0.1:" + page.server.port();
    }

    private static int status(String answer) {
        assertTrue(answer.matches("(?s)HTTP/1\\.1 [0-9]{3} .*"), answer);
        return Integer.parseInt(answer.substring(9, 12));
    }

    /// A refusal that tells nothing.
    private static void assertRefused(int expected, String answer) {
        assertEquals(expected, status(answer), answer);
        assertTrue(answer.contains("Content-Security-Policy"), answer);
        assertFalse(answer.contains("xception"), answer);
        assertFalse(answer.contains("etty"), answer);
        assertFalse(answer.contains("Server:"), answer);
        assertTrue(
                answer.substring(answer.indexOf("\r\n\r\n") + 4).length() < 40,
                () -> "long: " + answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8006",
                "127.0.0.1.evil.example",
                "localhost.evil.example:8006",
                "127.0.0.1:8006@evil.example",
                "0x7f000001",
            })
    void hostOfAnotherName_isMisdirected(String name) throws Exception {
        String answer = page.ask("GET / HTTP/1.1", "Host: " + name);
        assertTrue(List.of(421, 400).contains(status(answer)), answer);
        assertRefused(status(answer), answer);
        assertRefused(
                421,
                page.ask(
                        "GET /guests HTTP/1.1",
                        "Host: rebound.example",
                        "Authorization: Bearer " + page.token));
        requireServed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "null",
                "https://127.0.0.1",
                "http://localhost:1",
                "file://"
            })
    void originOfAnotherPage_isForbidden(String origin) throws Exception {
        for (String path : List.of("/", "/guests", "/rfb/1/0")) {
            assertRefused(
                    403,
                    page.ask(
                            "GET " + path + " HTTP/1.1",
                            host(),
                            "Origin: " + origin,
                            "Authorization: Bearer " + page.token));
        }
        requireServed();
    }

    @Test
    void socketOfAnotherPage_isForbidden_evenWithTheToken() throws Exception {
        assertRefused(
                403,
                page.ask(
                        "GET /rfb/1/0 HTTP/1.1",
                        host(),
                        "Origin: http://evil.example",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Protocol: binary, token." + page.token));
        requireServed();
    }

    @Test
    void wrongToken_isUnauthorized_andNotLogged() throws Exception {
        String almost = page.token.substring(1) + (page.token.endsWith("A") ? "B" : "A");
        for (String wrong : List.of("", "x", almost, page.token + "A", page.token + " ")) {
            assertRefused(
                    401,
                    page.ask(
                            "GET /guests HTTP/1.1",
                            host(),
                            "Authorization: Bearer " + (wrong.isBlank() ? "x" : "x" + wrong)));
        }
        assertRefused(401, page.ask("GET /guests HTTP/1.1", host()));
        assertRefused(401, page.ask("GET /guests?token=" + page.token + " HTTP/1.1", host()));
        IOException refused =
                assertThrows(
                        IOException.class,
                        () -> new WebSocketStreams(page.server.port(), "/rfb/1/0", almost));
        assertTrue(refused.toString().contains("Handshake"), refused.toString());
        String log = Guest.next(page.log);
        assertTrue(log.matches("a browser at 127\\.0\\.0\\.1:[0-9]+ does not know the token"), log);
        requireServed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/index.html",
                "/files.txt",
                "/novnc",
                "/novnc/",
                "/novnc/package.json",
                "/../module-info.class",
                "/novnc/../files.txt",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/..%2f..%2fetc%2fpasswd",
                "/novnc/core/..%2f..%2ffiles.txt",
                "//etc/passwd",
                "/main.js%00",
                "/main.js;x",
                "/\\..\\..\\etc\\passwd",
                "/guests/",
                "/META-INF/MANIFEST.MF",
                "/dev/zeropane/display/web/http/WebServer.class",
            })
    void pathThatIsNotInTheList_isNotThere(String path) throws Exception {
        String answer = page.get(path);
        assertTrue(List.of(404, 400).contains(status(answer)), answer);
        assertRefused(status(answer), answer);
        requireServed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rfb/1/1",
                "/rfb/2/0",
                "/rfb/0/0",
                "/rfb/1",
                "/rfb/1/",
                "/rfb/",
                "/rfb/-1/0",
                "/rfb/1/0/",
                "/rfb/99999999999/0",
                "/rfb/1/0x0"
            })
    void screenThatIsNotThere_isNotFound(String path) throws Exception {
        String refused =
                assertThrows(IOException.class, () -> RawBrowser.open(page, path)).getMessage();
        assertEquals(404, status(refused));
        requireServed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"})
    void otherMethods_areNotAllowed(String method) throws Exception {
        String answer = page.ask(method + " / HTTP/1.1", host(), "Content-Length: 0");
        assertTrue(List.of(405, 400).contains(status(answer)), answer);
        assertRefused(status(answer), answer);
        requireServed();
    }

    @Test
    void headersWithoutEnd_areNotKept() throws Exception {
        try (Socket socket = page.socket()) {
            byte[] line = ("x: " + "y".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            try {
                for (int i = 0; i < 64; i++) {
                    socket.getOutputStream().write(line);
                }
                byte[] answer = socket.getInputStream().readAllBytes();
                assertRefused(431, new String(answer, StandardCharsets.UTF_8));
            } catch (SocketException e) {
                // Ended in the middle of them.
                assertTrue(socket.isConnected());
            }
        }
        requireServed();
    }

    @Test
    void linesThatEndByLineFeedAlone_areRefused() throws Exception {
        try (Socket socket = page.socket()) {
            socket.getOutputStream()
                    .write(
                            ("GET / HTTP/1.1\n" + host() + "\n\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            assertRefused(400, new String(answer, StandardCharsets.UTF_8));
        }
        requireServed();
    }

    @Test
    void garbage_isRefused() throws Exception {
        for (String garbage :
                List.of("RFB 003.008\n", "\u0016\u0003\u0001\u0002\u0000\u0001", "GET\r\n\r\n")) {
            try (Socket socket = page.socket()) {
                socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                byte[] answer = socket.getInputStream().readAllBytes();
                if (answer.length > 0) {
                    String text = new String(answer, StandardCharsets.UTF_8);
                    assertTrue(List.of(400, 505).contains(status(text)), text);
                    assertRefused(status(text), text);
                }
            }
        }
        requireServed();
    }

    @Test
    void halfRequests_haveLittleTime_andTheOldestMakeRoom() throws Exception {
        List<Socket> half = new ArrayList<>();
        try {
            for (int i = 0; i < 150; i++) {
                Socket socket = page.socket();
                half.add(socket);
                socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
            }
            // At once, as there are too many; they may be reset.
            assertTrue(ConnectionEnd.await(half.getFirst().getInputStream()));
            requireServed();
            // When its time is over.
            assertTrue(ConnectionEnd.await(half.getLast().getInputStream()));
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
        requireServed();
    }
}
