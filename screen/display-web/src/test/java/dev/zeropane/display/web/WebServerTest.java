// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.web.Guest.Picture;
import dev.zeropane.display.web.http.WebOptions;
import dev.zeropane.json.Json;
import dev.zeropane.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The page's server as a browser sees it that knows the token.
final class WebServerTest {
    private final Page page = new Page();

    @AfterEach
    void close() {
        page.close();
    }

    private static int red(int x, int y) {
        return 0xcc0000 + x + y;
    }

    @Test
    void page_andAllItsFiles_areServedWithTheirTypes() throws IOException {
        assertTrue(page.get("/").startsWith("HTTP/1.1 200 OK\r\n"));
        assertTrue(page.get("/").contains("<!doctype html>"));
        for (String file : Page.files()) {
            String answer = page.get(file.equals("index.html") ? "/" : "/" + file);
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), file);
            String type =
                    switch (file.substring(file.lastIndexOf('.') + 1)) {
                        case "html" -> "text/html;charset=utf-8";
                        case "js" -> "text/javascript;charset=utf-8";
                        case "css" -> "text/css;charset=utf-8";
                        case "svg" -> "image/svg+xml";
                        default -> "text/plain;charset=utf-8";
                    };
            assertTrue(answer.contains("\r\nContent-Type: " + type + "\r\n"), answer);
            assertTrue(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"), answer);
            assertTrue(answer.contains("\r\nReferrer-Policy: no-referrer\r\n"), answer);
            assertTrue(answer.contains("frame-ancestors 'none'"), answer);
            assertFalse(answer.contains("\r\nServer:"), answer);
        }
    }

    @Test
    void modules_importNothingThatIsNotServed() {
        List<String> files = Page.files();
        assertTrue(files.size() > 50, files.toString());
        for (String file : files) {
            for (String imported : Page.imports(file)) {
                assertTrue(files.contains(imported), file + " imports " + imported);
            }
        }
    }

    @Test
    void pictureAndKeys_throughAWebSocket() throws Exception {
        try (Guest guest = new Guest(page.server, "vm")) {
            Picture picture = guest.show(640, 480, WebServerTest::red);
            WebSocketStreams socket = page.connect("/rfb/1/0");
            try (RfbClient client = RfbClient.connect(socket)) {
                assertEquals("binary", socket.socket.getSubprotocol());
                assertEquals("vm - Zeropane", client.name);
                client.request(false);
                client.update();
                assertEquals("", client.difference(picture.rgb));
                assertTrue(socket.longest <= 32 << 10, socket.longest + " bytes in a frame");
                client.key(true, 'a');
                assertEquals("[Key[code=30, pressed=true]]", Guest.next(guest.input).toString());
            }
            assertEquals("[Key[code=30, pressed=false]]", Guest.next(guest.input).toString());
        }
    }

    @Test
    void bytes_doNotCareWhereFramesEnd() throws Exception {
        try (Guest guest = new Guest(page.server, "vm")) {
            guest.show(64, 64, WebServerTest::red);
            WebSocketStreams socket = page.connect("/rfb/1/0");
            try (RfbClient client = RfbClient.connect(socket)) {
                // A fence, byte by byte, as parts of a message and with pings in between.
                byte[] fence = {(byte) 248, 0, 0, 0, (byte) 0x80, 0, 0, 0, 1, 42};
                for (int i = 0; i < fence.length; i++) {
                    socket.socket
                            .sendBinary(ByteBuffer.wrap(fence, i, 1), i == fence.length - 1)
                            .join();
                    socket.socket.sendPing(ByteBuffer.allocate(i)).join();
                    assertEquals("pong of " + i, Guest.next(socket.pongs));
                }
                assertEquals("fence 0 2a", client.message());
            }
        }
    }

    @Test
    void guests_comeAndGo_andAreDescribed() throws Exception {
        assertEquals("{\"guests\":[]}", page.guests());
        try (Guest one = new Guest(page.server, "one")) {
            one.display.statsFrom(
                    () -> CompletableFuture.completedFuture(Map.of("scanouts", List.of())));
            one.show(640, 480, WebServerTest::red);
            try (Guest two = new Guest(page.server, "two")) {
                assertEquals(two.port(), one.port());
                assertEquals(
                        "{\"guests\":["
                                + "{\"id\":1,\"name\":\"one\",\"screens\":[{\"screen\":0,\"width\":640,\"height\":480,"
                                + "\"viewers\":0,\"shown\":0,\"bytesSent\":0}],\"stats\":{\"scanouts\":[]}},"
                                + "{\"id\":2,\"name\":\"two\",\"screens\":[{\"screen\":0,"
                                + "\"viewers\":0,\"shown\":0,\"bytesSent\":0}],\"stats\":{}}]}",
                        page.guests());
                try (RfbClient client = RfbClient.connect(page.connect("/rfb/2/0"))) {
                    two.show(64, 64, WebServerTest::red);
                    client.request(false);
                    client.update();
                    String now = page.guests();
                    assertTrue(now.contains("\"viewers\":1,\"shown\":"), now);
                    assertFalse(now.substring(now.indexOf("two")).contains("\"bytesSent\":0"), now);
                    assertEquals(2, ((List<?>) Json.readObject(now).get("guests")).size());
                    two.display.close();
                    assertTrue(client.ends());
                }
                String now = page.guests();
                assertFalse(now.contains("two"), now);
            }
            String gone =
                    assertThrows(IOException.class, () -> page.connect("/rfb/2/0")).toString();
            assertTrue(gone.contains("WebSocketHandshakeException"), gone);
            page.connect("/rfb/1/0").close();
        }
    }

    @Test
    void end_isToldToBrowsers() throws Exception {
        try (Guest guest = new Guest(page.server, "vm")) {
            guest.show(64, 64, WebServerTest::red);
            WebSocketStreams socket = page.connect("/rfb/1/0");
            try (RfbClient _ = RfbClient.connect(socket)) {
                guest.display.close();
                assertEquals(1000, Guest.next(socket.closeCodes));
            }
        }
    }

    @Test
    void browserThatDoesNotRead_delaysNobody_andEndsWithTheServer() throws Exception {
        try (Guest guest = new Guest(page.server, "vm")) {
            // Too much for what the kernel keeps.
            Picture picture = guest.show(1920, 1080, WebServerTest::red);
            try (RawBrowser stalled = RawBrowser.open(page, "/rfb/1/0")) {
                stalled.askForPictures();
                try (RfbClient client = RfbClient.connect(page.connect("/rfb/1/0"))) {
                    client.request(false);
                    client.update();
                    assertEquals("", client.difference(picture.rgb));
                }
                guest.display.close();
            }
        }
    }

    /// A machine that was cut off would keep its place while the picture stands still.
    @Test
    void browsersMachine_isAskedWhetherItIsThere() throws IOException {
        try (Socket browser = page.socket()) {
            Pattern ports =
                    Pattern.compile(
                            ":%04X [0-9A-F]+:%04X 01 "
                                    .formatted(page.server.port(), browser.getLocalPort()));
            Await.untilTrue(
                    () -> "no timer of keepalive at " + ports,
                    Duration.ofSeconds(30),
                    () -> hasKeepAlive(ports));
        }
    }

    /// Whether the timer of a connection is that of keepalive (Linux, proc_net_tcp.rst).
    private static boolean hasKeepAlive(Pattern ports) {
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .map(Path::of)
                .filter(Files::exists)
                .flatMap(WebServerTest::lines)
                .anyMatch(line ->
                        ports.matcher(line).find()
                                && line.strip().split(" +", -1)[5].startsWith("02:"));
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void portInUse_isSaid() {
        WebOptions taken = new WebOptions(OptionalInt.of(page.server.port()));
        String message =
                assertThrows(CannotListenException.class, () -> Page.open(taken)).getMessage();
        assertTrue(
                message.startsWith("cannot listen at 127.0.0.1:" + page.server.port() + ": "),
                message);
    }

    @Test
    void address_hasAnotherTokenEachTime() {
        try (Page other = new Page()) {
            assertTrue(page.token.matches("[0-9a-zA-Z_-]{43}"), page.token);
            assertFalse(page.token.equals(other.token));
        }
    }
}
