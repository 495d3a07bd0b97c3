// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.raw.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnixServerSocketTest {
    @TempDir private Path directory;
    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("socket");
    }

    /// As a killed process leaves it.
    private void leaveStaleSocket() {
        try (Fd fd = UnixSocket.open("stale");
                Arena arena = Arena.ofConfined()) {
            assertEquals(0, Libc.bind(fd.number(), UnixAddress.of(path, arena)));
        }
        assertTrue(Files.exists(path));
    }

    private void assertInUse() {
        LinuxException e = assertThrows(LinuxException.class, () -> UnixServerSocket.listen(path));
        assertEquals(Errno.EADDRINUSE, e.errno());
        assertEquals("bind on " + path + ": EADDRINUSE (address in use)", e.getMessage());
    }

    @Test
    void accept_nobodyWaiting_empty() {
        try (UnixServerSocket server = UnixServerSocket.listen(path)) {
            assertTrue(server.accept().isEmpty());
        }
    }

    @Test
    void acceptWithin_nobodyComes_eagain() {
        try (UnixServerSocket server = UnixServerSocket.listen(path)) {
            LinuxException e =
                    assertThrows(LinuxException.class, () -> server.accept(Duration.ofMillis(20)));
            assertEquals(Errno.EAGAIN, e.errno());
        }
    }

    @Test
    void acceptWithin_somebodyComes_isTheirConnection() throws Exception {
        try (UnixServerSocket server = UnixServerSocket.listen(path)) {
            FutureTask<UnixSocket> accepted =
                    new FutureTask<>(() -> server.accept(Duration.ofMinutes(1)));
            Thread.ofPlatform().start(accepted);
            try (UnixSocket client = UnixSocket.connect(path);
                    UnixSocket connection = accepted.get()) {
                Sockets.send(client, "ping");
                assertEquals("ping", Sockets.receive(connection, 16).text());
            }
        }
    }

    @Test
    void accept_connected_bytesBothWays() {
        try (UnixServerSocket server = UnixServerSocket.listen(path);
                UnixSocket client = UnixSocket.connect(path);
                UnixSocket accepted = server.accept().orElseThrow()) {
            Sockets.send(client, "ping");
            assertEquals("ping", Sockets.receive(accepted, 16).text());
            Sockets.send(accepted, "pong");
            assertEquals("pong", Sockets.receive(client, 16).text());
            assertTrue(server.accept().isEmpty());
        }
    }

    @Test
    void listen_staleSocket_replaced() throws IOException {
        leaveStaleSocket();
        try (UnixServerSocket server = UnixServerSocket.listen(path);
                UnixSocket client = UnixSocket.connect(path)) {
            server.accept().orElseThrow().close();
            assertTrue(client.fd().isOpen());
        }
        assertFalse(Files.exists(path));
    }

    /// To whoever listens there, a connection that is closed at once would be a client that came
    /// and went.
    @Test
    void listen_inUse_isNotNoticedByWhoListens() {
        try (UnixServerSocket server = UnixServerSocket.listen(path)) {
            assertInUse();
            assertTrue(server.accept().isEmpty());
        }
    }

    /// Each of many who begin at the same time either listens there or says that it does not.
    @Test
    void listen_manyAtOnce_oneGetsThePath() throws Exception {
        for (int round = 0; round < 50; round++) {
            leaveStaleSocket();
            CyclicBarrier start = new CyclicBarrier(4);
            List<FutureTask<Optional<UnixServerSocket>>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                FutureTask<Optional<UnixServerSocket>> one = new FutureTask<>(() -> begin(start));
                all.add(one);
                Thread.ofPlatform().start(one);
            }
            List<UnixServerSocket> listening = new ArrayList<>();
            for (FutureTask<Optional<UnixServerSocket>> one : all) {
                one.get().ifPresent(listening::add);
            }
            assertEquals(1, listening.size());
            try (UnixServerSocket server = listening.getFirst()) {
                UnixSocket.connect(path).close();
                server.accept().orElseThrow().close();
            }
            try (Stream<Path> left = Files.list(directory)) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    private Optional<UnixServerSocket> begin(CyclicBarrier start) throws Exception {
        start.await();
        try {
            return Optional.of(UnixServerSocket.listen(path));
        } catch (LinuxException e) {
            assertEquals(Errno.EADDRINUSE, e.errno());
            return Optional.empty();
        }
    }

    @Test
    void listen_isForThisUserAlone() throws IOException {
        try (UnixServerSocket _ = UnixServerSocket.listen(path)) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
    }

    /// Whoever made the socket may want to know who sends (`PassCredentials=` of systemd): that is
    /// nothing that its clients have done.
    @ParameterizedTest
    @ValueSource(ints = {16, 34, 76})
    void adopt_connectionsHaveNothingAdded(int option) {
        try (Fd fd = UnixSocket.open("theirs");
                Arena arena = Arena.ofConfined()) {
            assertEquals(0, Libc.bind(fd.number(), UnixAddress.of(path, arena)));
            assertEquals(0, Libc.listen(fd.number(), 1));
            int _ =
                    Libc.setsockopt(
                            fd.number(), 1, option, arena.allocateFrom(ValueLayout.JAVA_INT, 1));
            try (UnixServerSocket server = UnixServerSocket.adopt(fd.dup(), "ours");
                    UnixSocket client = UnixSocket.connect(path);
                    UnixSocket connection = server.accept().orElseThrow()) {
                Sockets.send(client, "x");
                try (Sockets.Message message = Sockets.receive(connection, 16)) {
                    assertEquals("x", message.text());
                }
            }
        }
    }

    /// The lock's file may be one that was there before, and is another's.
    @Test
    void listen_fileOfTheLocksNameWithSomethingInIt_stays() throws IOException {
        Path file = Files.writeString(directory.resolve("socket.lock"), "kept");
        UnixServerSocket.listen(path).close();
        assertEquals("kept", Files.readString(file));
    }

    @Test
    void listen_liveSocket_refusedAndLeftAlone() {
        try (UnixServerSocket live = UnixServerSocket.listen(path)) {
            assertInUse();
            UnixSocket.connect(path).close();
            live.accept().orElseThrow().close();
        }
    }

    @Test
    void listen_liveSocketWithFullBacklog_refusedAndLeftAlone() {
        List<UnixSocket> waiting = new ArrayList<>();
        try (UnixServerSocket live = UnixServerSocket.listen(path)) {
            LinuxException full =
                    assertThrows(
                            LinuxException.class,
                            () -> {
                                while (true) {
                                    waiting.add(UnixSocket.connect(path));
                                }
                            });
            assertEquals(Errno.EAGAIN, full.errno());
            assertInUse();
            live.accept().orElseThrow().close();
        } finally {
            waiting.forEach(UnixSocket::close);
        }
    }

    @Test
    void listen_regularFile_refusedAndLeftAlone() throws IOException {
        Files.writeString(path, "precious");
        assertInUse();
        assertEquals("precious", Files.readString(path));
    }

    @Test
    void listen_linkToAStaleSocket_refusedAndLeftAlone() throws IOException {
        Path link = path;
        path = directory.resolve("real");
        leaveStaleSocket();
        Files.createSymbolicLink(link, path);
        path = link;
        assertInUse();
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void listen_missingDirectory_notFoundAndNoneLeaks() {
        assertThrows(
                LinuxException.NotFound.class,
                () -> UnixServerSocket.listen(path.resolve("deeper")));
    }

    @Test
    void listen_pathTooLong_messageSaysSo() {
        Path longest = directory.resolve("x".repeat(107 - directory.toString().length() - 1));
        UnixServerSocket.listen(longest).close();
        Path tooLong = Path.of(longest + "x");
        LinuxException e =
                assertThrows(LinuxException.class, () -> UnixServerSocket.listen(tooLong));
        assertEquals(Errno.ENAMETOOLONG, e.errno());
        assertTrue(e.getMessage().contains(tooLong.toString()), e.getMessage());
        assertTrue(e.getMessage().contains("ENAMETOOLONG"), e.getMessage());
        assertThrows(LinuxException.class, () -> UnixSocket.connect(tooLong));
    }

    @Test
    void close_own_fileRemovedTwiceIsFine() {
        UnixServerSocket server = UnixServerSocket.listen(path);
        server.close();
        assertFalse(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        server.close();
    }

    @Test
    void close_fileAlreadyGone_isFine() throws IOException {
        UnixServerSocket server = UnixServerSocket.listen(path);
        Files.delete(path);
        server.close();
    }

    @Test
    void close_anotherServerAtThePath_leftAlone() throws IOException {
        UnixServerSocket older = UnixServerSocket.listen(path);
        Files.move(path, directory.resolve("moved away"));
        try (UnixServerSocket newer = UnixServerSocket.listen(path)) {
            older.close();
            UnixSocket.connect(path).close();
            newer.accept().orElseThrow().close();
        }
    }

    @Test
    void listen_closed_nothingLeaks() {
        UnixServerSocket server = UnixServerSocket.listen(path);
        UnixSocket client = UnixSocket.connect(path);
        server.accept().orElseThrow().close();
        client.close();
        server.close();
    }
}
