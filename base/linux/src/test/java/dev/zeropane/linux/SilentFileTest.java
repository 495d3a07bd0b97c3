// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.linux.UnixSocket.Received;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// A peer sends a descriptor of a file whose file system does not answer any more.
final class SilentFileTest {
    private static final int FLUSH = 25;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Optional<SilentFile> silent = Optional.empty();
    private UnixSocket near;
    private UnixSocket far;
    private Fd file;

    @BeforeEach
    void open() {
        silent = SilentFile.mount();
        assumeTrue(silent.isPresent(), "no file system can be mounted here");
        file = silent.get().open();
        List<UnixSocket> pair = UnixSocket.pair("test");
        near = pair.get(0);
        far = pair.get(1);
        assertEquals(1, near.send(Sockets.bytes("x"), List.of(file)));
    }

    @AfterEach
    void close() {
        silent.ifPresent(file -> {
            near.close();
            far.close();
            // Whoever waits, waits until this is done.
            file.close();
            this.file.close();
        });
    }

    private static void assertAtOnce(Executable executable) {
        assertTimeoutPreemptively(PATIENCE, executable);
    }

    private Fd received() {
        List<Fd> fds = new ArrayList<>();
        assertEquals(Received.DATA, far.receive(Arena.ofAuto().allocate(1), fds));
        return fds.getFirst();
    }

    /// What this is about; another process's close ends what waits for it.
    @Test
    void close_waits() throws InterruptedException {
        Fd fd = received();
        Thread closing = Thread.ofPlatform().daemon().start(fd::close);
        assertEquals(FLUSH, silent.orElseThrow().awaitUnanswered());
        assertTrue(closing.isAlive());
    }

    @Test
    void discard_doesNotWait() throws InterruptedException {
        Fd fd = received();
        assertAtOnce(fd::discard);
        assertEquals(FLUSH, silent.orElseThrow().awaitUnanswered());
    }

    /// As many stuck threads as there are: the next descriptor stays open, and nobody waits.
    @Test
    void discard_manyStuck_doesNotWait() throws InterruptedException {
        for (int i = 0; i < Discarded.MAX_THREADS + 4; i++) {
            Fd fd = file.dup();
            assertAtOnce(fd::discard);
        }
        for (int i = 0; i < Discarded.MAX_THREADS; i++) {
            assertEquals(FLUSH, silent.orElseThrow().awaitUnanswered());
        }
        received().discard();
    }

    @Test
    void receiveAlone_doesNotWait() {
        assertAtOnce(() -> assertEquals(Received.DATA, far.receive(Arena.ofAuto().allocate(1))));
        assertTrue(far.dropped());
    }

    @Test
    void whatIsAskedFirst_doesNotWait() {
        Fd fd = received();
        assertAtOnce(() -> {
            assertEquals(Optional.empty(), fd.seals());
            assertThrows(LinuxException.class, () -> UnixSocket.adopt(fd));
            assertThrows(LinuxException.class, () -> EventFd.adopt(fd));
        });
    }
}
