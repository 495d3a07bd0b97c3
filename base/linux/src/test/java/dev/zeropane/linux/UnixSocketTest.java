// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.UnixSocket.Received;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bytes over a socket.
final class UnixSocketTest {
    private final List<UnixSocket> pair = UnixSocket.pair("pair under test");
    private final UnixSocket near = pair.get(0);
    private final UnixSocket far = pair.get(1);

    @TempDir private Path directory;

    @AfterEach
    void close() {
        pair.forEach(UnixSocket::close);
    }

    @Test
    void receive_nothingSent_nothing() {
        assertEquals(Received.NOTHING, Sockets.receive(far, 4).outcome());
    }

    @Test
    void receive_bothWays_bytesArrive() {
        Sockets.send(near, "ping");
        assertEquals("ping", Sockets.receive(far, 16).text());
        Sockets.send(far, "pong");
        assertEquals("pong", Sockets.receive(near, 16).text());
    }

    @Test
    void receive_peerClosed_restThenEndForever() {
        Sockets.send(near, "bye");
        near.close();
        assertEquals("bye", Sockets.receive(far, 16).text());
        assertEquals(Received.END, Sockets.receive(far, 16).outcome());
        assertEquals(Received.END, Sockets.receive(far, 16).outcome());
    }

    @Test
    void endSending_peerReadsToTheEnd_andGoesOnSending() {
        Sockets.send(near, "last");
        near.endSending();
        assertEquals("last", Sockets.receive(far, 16).text());
        assertEquals(Received.END, Sockets.receive(far, 16).outcome());
        Sockets.send(far, "answer");
        assertEquals("answer", Sockets.receive(near, 16).text());
    }

    @Test
    void endReceiving_peerCannotSend() {
        near.endReceiving();
        assertThrows(LinuxException.Disconnected.class, () -> Sockets.send(far, "x"));
        Sockets.send(near, "still");
        assertEquals("still", Sockets.receive(far, 16).text());
    }

    @Test
    void receive_emptyBuffer_isNotTakenForTheEnd() {
        Sockets.send(near, "x");
        assertThrows(
                IllegalArgumentException.class,
                () -> far.receive(Sockets.bytes(""), new java.util.ArrayList<>()));
    }

    @Test
    void receive_peerClosedWithUnreadBytes_disconnected() {
        Sockets.send(near, "never read");
        far.close();
        LinuxException.Disconnected e =
                assertThrows(LinuxException.Disconnected.class, () -> Sockets.receive(near, 16));
        assertEquals(Errno.ECONNRESET, e.errno());
    }

    @Test
    void send_peerGone_disconnectedNotSigpipe() {
        far.close();
        LinuxException.Disconnected e =
                assertThrows(LinuxException.Disconnected.class, () -> Sockets.send(near, "x"));
        assertEquals(Errno.EPIPE, e.errno());
        assertEquals("sendmsg on pair under test: EPIPE (peer is gone)", e.getMessage());
    }

    @Test
    void send_peerDoesNotRead_partThenZero() {
        MemorySegment much = Arena.ofAuto().allocate(16 << 20);
        long first = near.send(much, List.of());
        assertTrue(first > 0 && first < much.byteSize(), "sent " + first);
        long sent = first;
        for (long more = first; more > 0; sent += more) {
            more = near.send(much, List.of());
        }
        try (Fd memfd = Memfd.create("not sent", 4096)) {
            assertEquals(0, near.send(Sockets.bytes("x"), List.of(memfd)));
        }
        MemorySegment buffer = Arena.ofAuto().allocate(1 << 20);
        java.util.ArrayList<Fd> fds = new java.util.ArrayList<>();
        long read = 0;
        while (far.receive(buffer, fds) == Received.DATA) {
            read += far.received();
        }
        assertEquals(sent, read);
        assertEquals(List.of(), fds);
    }

    @Test
    void socket_closed_everyCallRefused() {
        near.close();
        near.close();
        assertThrows(IllegalStateException.class, () -> Sockets.send(near, "x"));
        assertThrows(IllegalStateException.class, () -> Sockets.receive(near, 1));
    }

    @Test
    void connect_nothingThere_notFound() {
        Path missing = directory.resolve("missing");
        LinuxException.NotFound e =
                assertThrows(LinuxException.NotFound.class, () -> UnixSocket.connect(missing));
        assertEquals(
                "connect on " + missing + ": ENOENT (no such file or directory)", e.getMessage());
    }

    @Test
    void adopt_blockingSocket_madeNonBlocking() {
        try (UnixSocket adopted = UnixSocket.adopt(near.fd().dup())) {
            assertEquals(Received.NOTHING, Sockets.receive(adopted, 1).outcome());
        }
    }

    @Test
    void sendAndReceive_peerMadeTheOpenFileBlocking_neverWait() {
        // As whoever handed the socket over can, who holds the same open file.
        near.setBlocking();
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> {
                    assertEquals(Received.NOTHING, Sockets.receive(near, 16).outcome());
                    MemorySegment much = Arena.ofAuto().allocate(1 << 20);
                    while (near.send(much, List.of()) > 0) {
                        assertTrue(far.fd().isOpen());
                    }
                });
    }

    @Test
    void peer_ofAPair_isThisProcess() {
        Credentials peer = near.peer().orElseThrow();
        assertEquals(ProcessHandle.current().pid(), peer.pid());
        assertEquals(Credentials.effectiveUid(), peer.uid());
    }

    @Test
    void adopt_noSocket_isRefused() {
        try (Fd file = Memfd.create("no socket", 4096)) {
            LinuxException e = assertThrows(LinuxException.class, () -> UnixSocket.adopt(file));
            assertEquals(Errno.ENOTSOCK, e.errno());
        }
    }

    @Test
    void awaitReadable_nothingSent_givesUp() {
        assertFalse(near.awaitReadable(Duration.ofMillis(20)));
        Sockets.send(far, "x");
        assertTrue(near.awaitReadable(Duration.ofSeconds(60)));
    }

    @Test
    void awaitReadable_peerGone_returns() {
        far.close();
        assertTrue(near.awaitReadable(Duration.ofSeconds(60)));
    }
}
