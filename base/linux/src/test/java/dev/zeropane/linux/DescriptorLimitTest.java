// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.leak.OpenResources;
import dev.zeropane.linux.serve.Acceptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// A process that has no room for the descriptors it is sent (`RLIMIT_NOFILE`).
@Isolated
final class DescriptorLimitTest {
    private static boolean prlimit(String limit) throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/prlimit"))) {
            return false;
        }
        // posix_spawn by the JDK's helper: the new limit holds for this process alone.
        return new ProcessBuilder(
                                "/usr/bin/prlimit",
                                "--pid",
                                Long.toString(ProcessHandle.current().pid()),
                                "--nofile=" + limit + ":")
                        .inheritIO()
                        .start()
                        .waitFor()
                == 0;
    }

    private static String limit() throws Exception {
        return Files.readString(Path.of("/proc/self/limits"))
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring(14).strip().replaceFirst(" .*", ""))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void receive_limitHitMidway_limitReachedAndNoneLeaks() throws Exception {
        String before = limit();
        List<Fd> filler = new ArrayList<>();
        List<UnixSocket> pair = UnixSocket.pair("limited");
        Fd memfd = Memfd.create("passed", 4096);
        // Whatever the JVM loads on the way, it has loaded before the limit is low.
        Sockets.send(pair.get(0), "x", memfd);
        Sockets.receive(pair.get(1), 16).close();
        assertThrows(
                LinuxException.LimitReached.class,
                () -> {
                    throw LinuxException.of("warm", "up", Errno.EMFILE);
                });
        OpenResources.now();
        try {
            boolean set = prlimit("400");
            if (!set) {
                System.err.println("SKIPPED DescriptorLimitTest: prlimit (util-linux) not usable");
            }
            Assumptions.assumeTrue(set, "prlimit not usable");
            LinuxException.LimitReached full =
                    assertThrows(
                            LinuxException.LimitReached.class,
                            () -> {
                                while (true) {
                                    filler.add(memfd.dup());
                                }
                            });
            assertEquals(Errno.EMFILE, full.errno());
            filler.removeLast().close();
            filler.removeLast().close();
            assertEquals(1, pair.get(0).send(Sockets.bytes("x"), Collections.nCopies(20, memfd)));
            assertThrows(LinuxException.LimitReached.class, () -> Sockets.receive(pair.get(1), 16));
            // The two that did arrive were closed: there is room for two again, and for no more.
            filler.add(memfd.dup());
            filler.add(memfd.dup());
            assertThrows(LinuxException.LimitReached.class, memfd::dup);
            filler.removeLast().close();
            // The socket goes on.
            Sockets.send(pair.get(0), "y", memfd);
            try (Sockets.Message message = Sockets.receive(pair.get(1), 16)) {
                assertEquals("y", message.text());
                assertEquals(1, message.fds().size());
            }
        } finally {
            filler.forEach(Fd::close);
            assertTrue(prlimit(before));
            memfd.close();
            pair.forEach(UnixSocket::close);
        }
    }

    @Test
    void accept_noDescriptorLeft_refusesAndGoesOn(@TempDir Path directory) throws Exception {
        String before = limit();
        List<Fd> filler = new ArrayList<>();
        List<UnixSocket> clients = new ArrayList<>();
        Path path = directory.resolve("socket");
        try (UnixServerSocket server = UnixServerSocket.listen(path)) {
            // Loads what it takes to accept, which from a folder of classes takes descriptors.
            assertTrue(server.accept().isEmpty());
            for (int i = 0; i < 3; i++) {
                clients.add(UnixSocket.connect(path));
            }
            assertEquals(UnixSocket.Received.NOTHING, Sockets.receive(clients.get(0), 1).outcome());
            // Loads what it takes to fail.
            assertThrows(LinuxException.class, () -> UnixSocket.connect(directory));
            Assumptions.assumeTrue(prlimit("400"), "prlimit not usable");
            fill(server.fd(), filler);
            for (UnixSocket client : clients) {
                LinuxException.LimitReached full =
                        assertThrows(LinuxException.LimitReached.class, server::accept);
                assertEquals(Errno.EMFILE, full.errno());
                assertEquals(UnixSocket.Received.END, Sockets.receive(client, 1).outcome());
            }
            // Nobody is left waiting, so a loop would not be woken again.
            assertThrows(LinuxException.LimitReached.class, server.fd()::dup);
            filler.removeLast().close();
            assertTrue(server.accept().isEmpty());
            filler.removeLast().close();
            clients.add(UnixSocket.connect(path));
            server.accept().orElseThrow().close();
        } finally {
            filler.forEach(Fd::close);
            assertTrue(prlimit(before));
            clients.forEach(UnixSocket::close);
        }
    }

    /// With descriptors used up, another thread may be quicker to take the one kept for refusing.
    /// Here that one is beyond a limit that was lowered.
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void acceptor_whoWaitsCannotBeRefused_isTriedAfterAPause_andServedOnceThereIsRoom(
            @TempDir Path directory) throws Exception {
        String before = limit();
        int tries = 5;
        List<Fd> filler = new ArrayList<>();
        List<Long> failed = new ArrayList<>();
        List<UnixSocket> clients = new ArrayList<>();
        List<UnixSocket> connections = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        Path path = directory.resolve("socket");
        EventLoop loop = new EventLoop(failures::add);
        try (Fd one = Memfd.create("filler", 4096)) {
            do {
                filler.add(one.dup());
            } while (filler.getLast().number() < 400);
            try (UnixServerSocket server = UnixServerSocket.listen(path)) {
                Acceptor acceptor =
                        new Acceptor(
                                loop,
                                server,
                                connection -> {
                                    connections.add(connection);
                                    loop.stop();
                                },
                                e -> {
                                    failed.add(System.nanoTime());
                                    if (failed.size() == tries) {
                                        filler.subList(0, 4).forEach(Fd::close);
                                    }
                                });
                // Loads what it takes to fail, and to wait, which needs descriptors.
                assertThrows(LinuxException.class, () -> UnixSocket.connect(directory));
                assertTrue(LinuxException.of("warm", "up", Errno.EMFILE).errno() != 0);
                assertTrue(server.accept().isEmpty());
                runFor(Duration.ZERO);
                clients.add(UnixSocket.connect(path));
                Assumptions.assumeTrue(prlimit("400"), "prlimit not usable");
                fill(one, filler);
                acceptor.start();
                loop.run();
                assertEquals(tries, failed.size());
                acceptor.stop();
            }
            long took = failed.getLast() - failed.getFirst();
            assertTrue(took >= (tries - 1) * 20_000_000L, () -> took + " ns");
            assertEquals(1, connections.size());
            assertEquals(List.of(), failures);
        } finally {
            filler.forEach(Fd::close);
            assertTrue(prlimit(before));
            clients.forEach(UnixSocket::close);
            connections.forEach(UnixSocket::close);
            loop.close();
        }
    }

    private static void runFor(Duration time) {
        try (EventLoop loop = new EventLoop(_ -> {})) {
            loop.after(time, loop::stop);
            loop.run();
        }
    }

    private static void fill(Fd fd, List<Fd> filler) {
        try {
            while (true) {
                filler.add(fd.dup());
            }
        } catch (LinuxException.LimitReached e) {
            assertEquals(Errno.EMFILE, e.errno());
        }
    }
}
