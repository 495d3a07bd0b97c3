// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.web.Guest.Picture;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Browsers that know the token, and do with their WebSocket what they may not. Each is ended with
/// a code and a line in the log, and the next one is served.
final class HostileWebSocketTest {
    /// 16 of which it is not known what they want, 16 that take their leave, and those that are
    /// about to be the one or the other.
    private static final int MOST_AT_ONCE = 128;

    /// For a socket that no process has any more.
    private static final String ORPHANED = "0";

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

    /// Each has to go for the next one, and does not agree to that.
    @Test
    void socketsThatSayNothing_areFewAtOnce() throws Exception {
        Queue<RawBrowser> silent = new ConcurrentLinkedQueue<>();
        try {
            long most = 0;
            try (ExecutorService openers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> opened = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    opened.add(openers.submit(() -> openSilent(silent)));
                }
                while (!opened.stream().allMatch(Future::isDone)) {
                    most = Math.max(most, descriptors());
                }
                for (Future<?> each : opened) {
                    Object _ = each.get();
                }
            }
            assertTrue(most < MOST_AT_ONCE, most + " connections at once");
            requireServed();
        } finally {
            for (RawBrowser browser : silent) {
                browser.close();
            }
        }
        requireServed();
    }

    private Object openSilent(Queue<RawBrowser> silent) throws IOException {
        for (int i = 0; i < 50; i++) {
            silent.add(RawBrowser.open(page, "/rfb/1/0"));
        }
        return silent;
    }

    /// Connections of which the server keeps a descriptor, and the one at which it listens.
    private long descriptors() throws IOException {
        String place = ":%04X".formatted(page.server.port());
        long count = 0;
        for (String table : List.of("tcp", "tcp6")) {
            count +=
                    Files.readAllLines(Path.of("/proc/net", table)).stream()
                            .map(line -> line.strip().split(" +"))
                            .filter(line -> line[1].endsWith(place) && !line[9].equals(ORPHANED))
                            .count();
        }
        return count;
    }

    @Test
    void messageThatIsTooLarge_endsTheSocket() throws Exception {
        try (RawBrowser browser = RawBrowser.open(page, "/rfb/1/0")) {
            browser.head(RawBrowser.FIN | RawBrowser.BINARY, 1L << 40);
            assertEquals(1009, browser.closeCode());
        }
        assertDropped();
        requireServed();
    }

    @Test
    void partsWithoutEnd_areNotCollected() throws Exception {
        try (RawBrowser browser = RawBrowser.open(page, "/rfb/1/0")) {
            browser.frame(RawBrowser.BINARY, "RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
            // No security type of ours.
            browser.frame(RawBrowser.CONTINUATION, new byte[] {99});
            assertTrue(browser.ends());
        }
        String log = Guest.next(page.log);
        assertTrue(log.endsWith("it wants security type 99, not None"), log);
        requireServed();
    }

    @ParameterizedTest
    @ValueSource(ints = {RawBrowser.FIN | 3, RawBrowser.FIN | 0x42, RawBrowser.CONTINUATION})
    void framesThatDoNotExist_endTheSocket(int first) throws Exception {
        try (RawBrowser browser = RawBrowser.open(page, "/rfb/1/0")) {
            browser.frame(first, new byte[] {1});
            assertEquals(1002, browser.closeCode());
        }
        assertDropped();
        requireServed();
    }

    @Test
    void text_endsTheSocket() throws Exception {
        try (RawBrowser browser = RawBrowser.open(page, "/rfb/1/0")) {
            browser.frame(RawBrowser.FIN | RawBrowser.TEXT, new byte[] {'x'});
            assertEquals(1003, browser.closeCode());
        }
        String log = Guest.next(page.log);
        assertTrue(log.endsWith("is dropped: it sent text"), log);
        requireServed();
    }

    /// Whoever sends notices the end as well, and may be first.
    @ParameterizedTest
    @CsvSource({
        "0x81, 1003, is dropped: it sent text",
        "0x83, 1002, is dropped: its WebSocket breaks the protocol"
    })
    void wrongFrame_whilePicturesAreSent_isSaidEachTime(int first, int code, String said)
            throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RawBrowser browser = RawBrowser.open(page, "/rfb/1/0")) {
                browser.askForPictures();
                browser.frame(first, new byte[] {'x'});
                assertEquals(code, browser.closeCode());
            }
            String log = Guest.next(page.log);
            assertTrue(log.contains(said), log);
        }
        requireServed();
    }

    @Test
    void pingsWithoutEnd_thatAreNotReadAbout_areNotKept() throws Exception {
        Thread writer;
        try (RawBrowser browser = RawBrowser.open(page, "/rfb/1/0")) {
            byte[] ping = new byte[125];
            // More than the kernel keeps for it both ways would be: the server stops reading.
            writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    for (int i = 0; i < 100_000; i++) {
                                        browser.frame(RawBrowser.FIN | 9, ping);
                                    }
                                } catch (IOException e) {
                                    // Closed, at the end.
                                    assertTrue(e instanceof SocketException);
                                }
                            });
            requireServed();
        }
        writer.join();
        requireServed();
    }

    private void assertDropped() throws InterruptedException {
        String log = Guest.next(page.log);
        assertTrue(
                log.endsWith(
                        "is dropped: its WebSocket breaks the protocol, or its messages are too"
                                + " large"),
                log);
    }
}
