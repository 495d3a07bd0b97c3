// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import static dev.zeropane.testkit.vhostuser.VsockDriver.NO_RECEIVE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.testkit.vhostuser.VsockGuest;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What connections have to do with each other, and with the end of a guest, of its machine, of all
/// there is room for.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ManyConnectionsTest {
    private static final int PORT = 1234;

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] readToEnd(SocketChannel channel) throws IOException {
        return Channels.newInputStream(channel).readAllBytes();
    }

    /// One that does not read stops the guest's writing to it, and nobody else's.
    @Test
    void slowHostReader_stallsItsOwnConnectionOnly() throws Exception {
        byte[] bytes = random(2 << 20, 4);
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT);
                ServerSocketChannel other = served.listen(PORT + 1)) {
            VsockGuest.Socket slow = served.guest().connect(PORT);
            SocketChannel slowHost = listener.accept();
            int written = 0;
            for (int part = 1; part > 0; ) {
                part = slow.write(bytes, written, bytes.length - written);
                written += part;
                served.settle();
                boolean _ = served.guest().pump();
            }
            assertTrue(written >= Credit.BUF_ALLOC && written < bytes.length, written + " written");
            VsockGuest.Socket fast = served.guest().connect(PORT + 1);
            SocketChannel fastHost = other.accept();
            CompletableFuture<byte[]> received = ServedVsock.beside(() -> readToEnd(fastHost));
            fast.writeAll(bytes);
            fast.close();
            assertArrayEquals(bytes, received.join());
            assertEquals(0, slow.credit());
            CompletableFuture<byte[]> late = ServedVsock.beside(() -> readToEnd(slowHost));
            slow.writeAll(Arrays.copyOfRange(bytes, written, bytes.length));
            slow.close();
            assertArrayEquals(bytes, late.join());
            slowHost.close();
            fastHost.close();
            served.awaitNoConnections();
        }
    }

    /// A guest's program that does not read has the host's program wait, and nobody else.
    @Test
    void slowGuestReader_stallsItsOwnConnectionOnly() throws Exception {
        byte[] bytes = random(2 << 20, 5);
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT)) {
            served.guest().bufAlloc(10_000);
            VsockGuest.Socket slow = served.guest().connect(PORT);
            SocketChannel slowHost = listener.accept();
            CompletableFuture<Boolean> sending =
                    ServedVsock.beside(() -> {
                        ServedVsock.writeAll(slowHost, bytes);
                        slowHost.shutdownOutput();
                        return true;
                    });
            served.guest().until("all its credit", () -> slow.available() == 10_000);
            VsockGuest.Socket fast = served.guest().connect(PORT);
            SocketChannel fastHost = listener.accept();
            CompletableFuture<Boolean> fastSending =
                    ServedVsock.beside(() -> {
                        ServedVsock.writeAll(fastHost, bytes);
                        fastHost.close();
                        return true;
                    });
            assertArrayEquals(bytes, fast.readToEnd());
            assertTrue(fastSending.join());
            assertEquals(10_000, slow.available());
            assertTrue(slow.wasAsked());
            assertFalse(sending.isDone());
            assertArrayEquals(bytes, slow.readToEnd());
            assertTrue(sending.join());
            slow.close();
            fast.close();
            slowHost.close();
            served.awaitNoConnections();
        }
    }

    /// With buffers for a few packets only, everybody gets some.
    @Test
    void scarceBuffers_goRound() throws Exception {
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT)) {
            List<VsockGuest.Socket> sockets = new ArrayList<>();
            List<SocketChannel> hosts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                sockets.add(served.guest().connect(PORT));
                hosts.add(listener.accept());
            }
            byte[] bytes = random(100_000, 6);
            for (SocketChannel host : hosts) {
                CompletableFuture<Boolean> _ =
                        ServedVsock.beside(() -> {
                            ServedVsock.writeAll(host, bytes);
                            host.close();
                            return true;
                        });
            }
            for (VsockGuest.Socket socket : sockets) {
                assertArrayEquals(bytes, socket.readToEnd());
                socket.close();
            }
            served.awaitNoConnections();
        }
    }

    @Test
    void thousandConnections_atOnce() throws Exception {
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT)) {
            CompletableFuture<Boolean> echo =
                    ServedVsock.beside(() -> {
                        List<SocketChannel> hosts = new ArrayList<>();
                        for (int i = 0; i < 1000; i++) {
                            hosts.add(listener.accept());
                        }
                        for (SocketChannel host : hosts) {
                            ByteBuffer word = ByteBuffer.allocate(4);
                            while (word.hasRemaining() && host.read(word) >= 0) {
                                // All of it.
                            }
                            ServedVsock.writeAll(host, word.array());
                            host.close();
                        }
                        return true;
                    });
            List<VsockGuest.Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                sockets.add(served.guest().request(PORT));
                boolean _ = served.guest().pump();
            }
            served.guest()
                    .until(
                            "a thousand connections",
                            () -> sockets.stream().allMatch(VsockGuest.Socket::isOpen));
            assertEquals(1000, served.connections());
            for (int i = 0; i < 1000; i++) {
                byte[] word = ByteBuffer.allocate(4).putInt(i).array();
                sockets.get(i).writeAll(word);
            }
            for (int i = 0; i < 1000; i++) {
                assertEquals(i, ByteBuffer.wrap(sockets.get(i).readToEnd()).getInt());
                sockets.get(i).close();
            }
            assertTrue(echo.join());
            served.awaitNoConnections();
            assertEquals(List.of(), served.faults);
        }
    }

    @Test
    void tooManyConnections_areReset_andThereIsRoomAgainLater() throws Exception {
        try (ServedVsock served = new ServedVsock(4, Map.of());
                ServerSocketChannel _ = served.listen(PORT)) {
            List<VsockGuest.Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sockets.add(served.guest().connect(PORT));
            }
            assertTrue(served.guest().connect(PORT).isReset());
            sockets.getFirst().close();
            assertTrue(served.guest().connect(PORT).isOpen());
        }
    }

    @Test
    void pause_keepsConnections() throws Exception {
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT)) {
            VsockGuest.Socket socket = served.guest().connect(PORT);
            SocketChannel host = listener.accept();
            served.vmm().stop();
            ServedVsock.writeAll(host, "while it was paused".getBytes(US_ASCII));
            served.settle();
            served.vmm().start();
            assertEquals("while it was paused", new String(socket.read(19), US_ASCII));
            socket.writeAll("back".getBytes(US_ASCII));
            socket.close();
            assertEquals("back", new String(readToEnd(host), US_ASCII));
            host.close();
        }
    }

    @Test
    void reset_endsAll_andTheNextDriverIsServed() throws Exception {
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT)) {
            VsockGuest.Socket _ = served.guest().connect(PORT);
            SocketChannel host = listener.accept();
            served.restartGuest();
            assertEquals(-1, host.read(ByteBuffer.allocate(1)));
            assertTrue(served.guest().connect(PORT).isOpen());
            host.close();
        }
    }

    @Test
    void vmmGone_endsAll_andTheNextIsServed() throws Exception {
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT)) {
            VsockGuest.Socket _ = served.guest().connect(PORT);
            SocketChannel host = listener.accept();
            served.vmm().close();
            assertEquals(-1, host.read(ByteBuffer.allocate(1)));
            try (SocketChannel early = served.ask(22)) {
                assertEquals(-1, early.read(ByteBuffer.allocate(1)));
            }
            served.connectVmm();
            assertTrue(served.guest().connect(PORT).isOpen());
            host.close();
        }
    }

    /// The kernel's queue of a program that does not accept is short; it has a moment to do so.
    @Test
    void listenerWhoseQueueIsFull_isTriedAgain() throws Exception {
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(HostSide.socketOf(served.path(), PORT)), 1);
            List<VsockGuest.Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sockets.add(served.guest().request(PORT));
            }
            served.settle();
            List<SocketChannel> hosts = new ArrayList<>();
            CompletableFuture<Boolean> accepting =
                    ServedVsock.beside(() -> {
                        for (int i = 0; i < 5; i++) {
                            hosts.add(listener.accept());
                        }
                        return true;
                    });
            served.guest().until("all", () -> sockets.stream().allMatch(VsockGuest.Socket::isOpen));
            assertTrue(accepting.join());
            for (SocketChannel host : hosts) {
                host.close();
            }
        }
    }

    @Test
    void cidThatIsNoGuests_isRefused() {
        for (long cid : List.of(0L, 1L, 2L, -1L, 0xffff_ffffL, 1L << 32)) {
            assertThrows(IllegalArgumentException.class, () -> VsockOptions.of(cid, Path.of("x")));
        }
        assertEquals(3, VsockOptions.of(3, Path.of("x")).guestCid());
    }

    @Test
    void guestStopsReceiving_hostCannotWrite() throws Exception {
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT)) {
            VsockGuest.Socket socket = served.guest().connect(PORT);
            SocketChannel host = listener.accept();
            socket.shutdown(NO_RECEIVE);
            served.settle();
            assertThrows(IOException.class, () -> ServedVsock.writeAll(host, new byte[10]));
            socket.writeAll("still".getBytes(US_ASCII));
            socket.close();
            assertEquals("still", new String(readToEnd(host), US_ASCII));
            host.close();
            served.awaitNoConnections();
        }
    }
}
