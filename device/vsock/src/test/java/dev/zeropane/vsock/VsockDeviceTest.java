// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import static dev.zeropane.testkit.vhostuser.VsockDriver.NO_SEND;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.UnixSocket;
import dev.zeropane.testkit.vhostuser.VsockGuest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The device and an independent driver, over a real socket and rings, with programs of the host by
/// the JDK's sockets.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class VsockDeviceTest {
    private static final int PORT = 1234;

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] readToEnd(SocketChannel channel) throws IOException {
        return Channels.newInputStream(channel).readAllBytes();
    }

    private static String line(SocketChannel channel) throws IOException {
        StringBuilder line = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (channel.read(one.clear()) == 1 && one.get(0) != '\n') {
            line.append((char) one.get(0));
        }
        return line.toString();
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void config_isTheGuestsCid() throws IOException {
        try (ServedVsock served = new ServedVsock()) {
            ByteBuffer config = ByteBuffer.wrap(served.vmm().getConfig(0, 8));
            assertEquals(ServedVsock.CID, Long.reverseBytes(config.getLong()));
        }
    }

    /// Both ways at once, and more than any buffer on the way holds.
    @Test
    void bytes_bothWays_arriveIntact() throws Exception {
        byte[] toHost = random(8 << 20, 1);
        byte[] toGuest = random(8 << 20, 2);
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT)) {
            VsockGuest.Socket socket = served.guest().connect(PORT);
            SocketChannel host = listener.accept();
            CompletableFuture<byte[]> received = ServedVsock.beside(() -> digest(readToEnd(host)));
            CompletableFuture<Boolean> sent =
                    ServedVsock.beside(() -> {
                        ServedVsock.writeAll(host, toGuest);
                        host.shutdownOutput();
                        return true;
                    });
            MessageDigest got = MessageDigest.getInstance("SHA-256");
            int written = 0;
            while (written < toHost.length || !socket.hasEnded()) {
                boolean _ = served.guest().pump();
                written += socket.write(toHost, written, toHost.length - written);
                got.update(socket.read());
            }
            socket.shutdown(NO_SEND);
            assertArrayEquals(digest(toGuest), got.digest());
            assertArrayEquals(digest(toHost), received.join());
            assertTrue(sent.join());
            host.close();
            socket.close();
            served.awaitNoConnections();
            assertEquals(List.of(), served.faults);
        }
    }

    @Test
    void portWithoutListener_isReset() throws IOException {
        try (ServedVsock served = new ServedVsock()) {
            assertTrue(served.guest().connect(PORT).isReset());
            served.awaitNoConnections();
        }
    }

    @Test
    void guestEndsSending_andStillReceives() throws Exception {
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT)) {
            VsockGuest.Socket socket = served.guest().connect(PORT);
            SocketChannel host = listener.accept();
            socket.writeAll("question".getBytes(US_ASCII));
            socket.shutdown(NO_SEND);
            assertEquals("question", new String(readToEnd(host), US_ASCII));
            ServedVsock.writeAll(host, "answer".getBytes(US_ASCII));
            host.close();
            assertEquals("answer", new String(socket.readToEnd(), US_ASCII));
            socket.close();
            served.awaitNoConnections();
        }
    }

    @Test
    void hostEndsSending_andStillReceives() throws Exception {
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT)) {
            VsockGuest.Socket socket = served.guest().connect(PORT);
            SocketChannel host = listener.accept();
            ServedVsock.writeAll(host, "question".getBytes(US_ASCII));
            host.shutdownOutput();
            assertEquals("question", new String(socket.readToEnd(), US_ASCII));
            assertFalse(socket.refusesMore());
            socket.writeAll("answer".getBytes(US_ASCII));
            socket.close();
            assertEquals("answer", new String(readToEnd(host), US_ASCII));
            served.awaitNoConnections();
            host.close();
        }
    }

    /// What the guest wrote before it closed is for a program that reads late, too.
    @Test
    void guestCloses_hostReadsTheRestLater() throws Exception {
        byte[] bytes = random(600 << 10, 3);
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT)) {
            VsockGuest.Socket socket = served.guest().connect(PORT);
            SocketChannel host = listener.accept();
            int written = 0;
            while (socket.credit() > 0) {
                written += socket.write(bytes, written, bytes.length - written);
                served.settle();
                boolean _ = served.guest().pump();
            }
            socket.close();
            assertEquals(1, served.connections());
            assertArrayEquals(digest(Arrays.copyOf(bytes, written)), digest(readToEnd(host)));
            served.awaitNoConnections();
            host.close();
        }
    }

    @Test
    void hostCloses_guestIsToldBothWays() throws Exception {
        try (ServedVsock served = new ServedVsock();
                ServerSocketChannel listener = served.listen(PORT)) {
            VsockGuest.Socket socket = served.guest().connect(PORT);
            SocketChannel host = listener.accept();
            ServedVsock.writeAll(host, "last words".getBytes(US_ASCII));
            host.close();
            served.guest().until("the end", () -> socket.hasEnded() && socket.refusesMore());
            assertEquals("last words", new String(socket.read(), US_ASCII));
            socket.close();
            served.awaitNoConnections();
        }
    }

    @Test
    void hostConnects_toAGuestThatListens() throws Exception {
        try (ServedVsock served = new ServedVsock()) {
            served.guest().listen(22);
            SocketChannel host = served.ask(22);
            // What comes right behind the line is the guest's.
            ServedVsock.writeAll(host, "hello".getBytes(US_ASCII));
            VsockGuest.Socket socket = served.guest().accept();
            assertEquals("OK " + Integer.toUnsignedString(socket.hostPort()), line(host));
            assertEquals("hello", new String(socket.read(5), US_ASCII));
            socket.writeAll("welcome".getBytes(US_ASCII));
            socket.close();
            assertEquals("welcome", new String(readToEnd(host), US_ASCII));
            host.close();
            served.awaitNoConnections();
        }
    }

    @Test
    void hostConnects_whereTheGuestDoesNotListen_isClosed() throws Exception {
        try (ServedVsock served = new ServedVsock();
                SocketChannel host = served.ask(23)) {
            CompletableFuture<byte[]> end = ServedVsock.beside(() -> readToEnd(host));
            served.guest().until("an end", end::isDone);
            assertEquals(0, end.join().length);
            served.awaitNoConnections();
        }
    }

    @Test
    void hostConnects_withALineThatIsNone_isClosed() throws Exception {
        try (ServedVsock served = new ServedVsock()) {
            for (String line :
                    List.of(
                            "\n",
                            "CONNECT\n",
                            "CONNECT -1\n",
                            "CONNECT 4294967296\n",
                            "connect 22\n",
                            "GET / HTTP/1.1\r\n",
                            "CONNECT 22 and so on and so on and so on",
                            "\0\n")) {
                try (SocketChannel host =
                        SocketChannel.open(UnixDomainSocketAddress.of(served.path()))) {
                    ServedVsock.writeAll(host, line.getBytes(US_ASCII));
                    assertEquals(-1, host.read(ByteBuffer.allocate(1)), line);
                } catch (IOException e) {
                    // Closed with bytes that nobody read: the kernel says so.
                    assertTrue(e.getMessage().contains("reset"), e::getMessage);
                }
            }
            assertEquals(0, served.connections());
        }
    }

    @Test
    void service_answersAtItsPort() throws Exception {
        CompletableFuture<UnixSocket> connection = new CompletableFuture<>();
        try (ServedVsock served =
                new ServedVsock(16, Map.of(PORT, (PortService) connection::complete))) {
            VsockGuest.Socket socket = served.guest().connect(PORT);
            socket.writeAll("ping".getBytes(US_ASCII));
            try (UnixSocket service = connection.join();
                    Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(16);
                assertTrue(service.awaitReadable(Duration.ofSeconds(30)));
                assertEquals(UnixSocket.Received.DATA, service.receive(buffer));
                assertEquals(4, service.received());
                assertEquals('p', buffer.get(ValueLayout.JAVA_BYTE, 0));
                assertEquals(4, service.send(buffer.asSlice(0, 4), List.of()));
            }
            assertEquals("ping", new String(socket.readToEnd(), US_ASCII));
            socket.close();
            served.awaitNoConnections();
        }
    }
}
