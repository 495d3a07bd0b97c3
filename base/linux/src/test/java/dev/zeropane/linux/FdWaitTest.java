// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.kernel.KernelParameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Opening files, and waiting for them.
final class FdWaitTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<UnixSocket> pair = UnixSocket.pair("waited for");
    private final Fd near = pair.get(0).fd();
    private final UnixSocket far = pair.get(1);

    @AfterEach
    void close() {
        pair.forEach(UnixSocket::close);
    }

    @Test
    void open_missing_notFoundNamingIt(@TempDir Path directory) {
        Path none = directory.resolve("none");
        LinuxException e =
                assertThrows(
                        LinuxException.NotFound.class, () -> Fd.open(none, Mapping.Access.READ));
        assertEquals("open on " + none + ": ENOENT (no such file or directory)", e.getMessage());
        assertThrows(
                LinuxException.NotFound.class,
                () -> Fd.open(Path.of("/dev/null/deeper"), Mapping.Access.READ));
    }

    @Test
    void open_directoryToWrite_keepsItsNumber() {
        LinuxException e =
                assertThrows(
                        LinuxException.class,
                        () -> Fd.open(Path.of("/"), Mapping.Access.READ_WRITE));
        assertEquals(21, e.errno());
    }

    @Test
    void open_existing_closeOnExecAndAsAsked(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "text");
        try (Fd read = Fd.open(file, Mapping.Access.READ);
                Fd write = Fd.open(file, Mapping.Access.READ_WRITE)) {
            assertEquals(4, read.size());
            assertEquals(0, Raw.fcntl(read, 3, 0) & 3);
            assertEquals(2, Raw.fcntl(write, 3, 0) & 3);
            assertEquals(1, Raw.fcntl(read, 1, 0));
            assertEquals(file.toString(), read.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1_000_000_000, 0, 1, 30_000_000})
    void awaitReadable_nothingThere_falseWithinTheTime(long nanos) {
        long start = System.nanoTime();
        assertFalse(near.awaitReadable(Duration.ofNanos(nanos)));
        long took = System.nanoTime() - start;
        assertTrue(took >= nanos, "returned after " + took);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, Long.MAX_VALUE})
    void awaitReadable_somethingThere_trueAtOnce(long nanos) {
        Sockets.send(far, "x");
        assertTrue(near.awaitReadable(Duration.ofNanos(nanos)));
    }

    @Test
    void awaitWritable_roomOrNot_tells() {
        assertTrue(near.awaitWritable(Duration.ZERO));
        UnixSocket socket = pair.get(0);
        while (socket.send(Sockets.bytes("x".repeat(4096)), List.of()) > 0) {
            // until it is full
        }
        assertFalse(near.awaitWritable(Duration.ofMillis(1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {60_000_000_000L, Long.MAX_VALUE, Long.MAX_VALUE - 1})
    void awaitReadable_sentMeanwhile_true(long nanos) throws Exception {
        AtomicReference<Boolean> result = new AtomicReference<>();
        Thread waiter =
                Thread.ofPlatform()
                        .start(() -> result.set(near.awaitReadable(Duration.ofNanos(nanos))));
        awaitInPoll(waiter);
        Sockets.send(far, "x");
        waiter.join(LONG);
        assertEquals(true, result.get());
    }

    /// A Java interrupt is no signal: whoever waits in the kernel goes on.
    @Test
    void awaitReadable_threadInterrupted_waitsOn() throws Exception {
        AtomicReference<Boolean> result = new AtomicReference<>();
        Thread waiter = Thread.ofPlatform().start(() -> result.set(near.awaitReadable(LONG)));
        awaitInPoll(waiter);
        waiter.interrupt();
        assertFalse(waiter.join(Duration.ofMillis(100)));
        Sockets.send(far, "x");
        waiter.join(LONG);
        assertEquals(true, result.get());
    }

    /// Until a thread of this process sleeps in poll(2).
    private static void awaitInPoll(Thread waiter) throws Exception {
        while (waiter.isAlive() && !someoneIsInPoll()) {
            Thread.onSpinWait();
        }
    }

    private static boolean someoneIsInPoll() throws Exception {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                Optional<String> call = KernelParameter.read(task.resolve("syscall"));
                if (call.filter(c -> c.startsWith("7 ")).isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void await_peerGone_true() {
        far.close();
        assertTrue(near.awaitReadable(LONG));
        assertTrue(near.awaitWritable(LONG));
    }

    @Test
    void await_closed_illegalState() {
        near.close();
        assertThrows(IllegalStateException.class, () -> near.awaitReadable(Duration.ZERO));
    }
}
