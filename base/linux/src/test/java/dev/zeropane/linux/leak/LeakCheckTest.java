// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Raw;
import dev.zeropane.linux.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// That leaks are found, and that what the JVM does by itself is none.
final class LeakCheckTest {
    private static final long PAGE = Mapping.PAGE_SIZE;

    private static List<String> changesSince(OpenResources before) {
        return OpenResources.now().changesSince(before);
    }

    private static void assertFound(List<String> changes, String what) {
        assertEquals(1, changes.size(), changes.toString());
        assertTrue(changes.getFirst().matches(what), changes.toString());
    }

    @Test
    void memfd_leftOpen_isFound() {
        OpenResources before = OpenResources.now();
        try (Fd leaked = Memfd.create("leaked", PAGE)) {
            assertFound(
                    changesSince(before),
                    "left open: " + Raw.number(leaked) + " /memfd:leaked \\(deleted\\)");
        }
    }

    @Test
    void socketsAndEpoll_leftOpen_areFound() {
        OpenResources before = OpenResources.now();
        List<UnixSocket> pair = UnixSocket.pair("leaked");
        List<String> changes = changesSince(before);
        pair.forEach(UnixSocket::close);
        assertEquals(2, changes.size(), changes.toString());
        assertTrue(changes.getFirst().contains("socket:["), changes.toString());
        try (EventLoop _ = new EventLoop(e -> {})) {
            assertTrue(changesSince(before).toString().contains("[eventpoll]"));
        }
    }

    @Test
    void socketOnceMore_isFound_atAnotherNumber_isNone() {
        List<UnixSocket> pair = UnixSocket.pair("moved");
        OpenResources before = OpenResources.now();
        try (Fd _ = pair.getFirst().fd().dup()) {
            assertFound(changesSince(before), "left open: .* socket:\\[.*");
            pair.getFirst().close();
            assertEquals(List.of(), changesSince(before));
        }
        assertFound(changesSince(before), "closed: .* socket:\\[.*");
        pair.getLast().close();
    }

    @Test
    void descriptor_notOursButClosed_isFound() {
        Fd other = Memfd.create("others", PAGE);
        OpenResources before = OpenResources.now();
        int number = Raw.number(other);
        other.close();
        assertFound(changesSince(before), "closed: " + number + " /memfd:others.*");
    }

    @Test
    void memfd_leftMapped_isFound() {
        try (Fd file = Memfd.create("leaked", PAGE)) {
            OpenResources before = OpenResources.now();
            try (Mapping _ = Mapping.of(file, 0, PAGE, Mapping.Access.READ)) {
                assertFound(changesSince(before), "left mapped: .* /memfd:leaked.*");
            }
            assertEquals(List.of(), changesSince(before));
        }
    }

    /// Up to five pages right below other memory look like the guard pages of a stack.
    @ParameterizedTest
    @ValueSource(longs = {6, 17, 2025, 8100})
    void reservation_left_isFound(long pages) {
        OpenResources before = OpenResources.now();
        try (Mapping _ = Mapping.reserve(pages * PAGE, Mapping.Access.READ)) {
            assertFound(changesSince(before), "left reserved: .* ---p");
        }
        assertEquals(List.of(), changesSince(before));
    }

    @Test
    void threadsMemoryAndClasses_ofTheJvm_areNone() throws Exception {
        OpenResources before = OpenResources.now();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads =
                java.util.stream.IntStream.range(0, 40)
                        .mapToObj(i -> Thread.ofPlatform().start(() -> allocate(go, i)))
                        .toList();
        assertEquals(List.of(), changesSince(before));
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), changesSince(before));
    }

    private static void allocate(CountDownLatch go, int i) {
        try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
            arena.allocate(1000L << (i % 12)).fill((byte) i);
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void file_leftOpen_isFound() throws IOException {
        Path file = Files.createTempFile("leak", ".txt");
        OpenResources before = OpenResources.now();
        try (java.io.InputStream _ = Files.newInputStream(file)) {
            assertFound(changesSince(before), "left open: \\d+ " + file);
        } finally {
            Files.delete(file);
        }
    }
}
