// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.serve.PeerFaultException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How messages are put together, and taken apart by somebody who sends them badly.
final class ConnectionTest {
    private UnixSocket peer;
    private Connection connection;

    @BeforeEach
    void setUp() {
        List<UnixSocket> pair = UnixSocket.pair("test");
        peer = pair.get(0);
        connection = new Connection(pair.get(1));
    }

    @AfterEach
    void tearDown() {
        peer.close();
        connection.close();
    }

    private static byte[] message(int request, int flags, int size, int payload) {
        ByteBuffer bytes = ByteBuffer.allocate(12 + payload).order(ByteOrder.nativeOrder());
        return bytes.putInt(request).putInt(flags).putInt(size).array();
    }

    private void send(byte[] bytes, List<Fd> fds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(bytes.length);
            data.copyFrom(MemorySegment.ofArray(bytes));
            assertEquals(bytes.length, peer.send(data, fds));
        }
    }

    @Test
    void messageInSingleBytes_isPutTogether_withItsDescriptor() {
        byte[] bytes = message(5, 1, 8, 8);
        bytes[12] = 42;
        try (Fd fd = Memfd.create("passed", 4096)) {
            for (int i = 0; i < bytes.length; i++) {
                assertTrue(connection.poll().isEmpty());
                send(new byte[] {bytes[i]}, i == 0 ? List.of(fd) : List.of());
            }
            Message message = connection.poll().orElseThrow();
            assertEquals(5, message.request());
            assertEquals(42, message.u64());
            try (Fd taken = message.takeFd()) {
                assertEquals(fd.id(), taken.id());
            }
        }
    }

    @Test
    void twoMessagesAtOnce_keepTheirDescriptorsApart() {
        byte[] two = new byte[40];
        System.arraycopy(message(5, 1, 8, 8), 0, two, 0, 20);
        System.arraycopy(message(6, 9, 8, 8), 0, two, 20, 20);
        send(two, List.of());
        Message first = connection.poll().orElseThrow();
        assertEquals(5, first.request());
        assertFalse(first.needsReply());
        Message second = connection.poll().orElseThrow();
        assertEquals(6, second.request());
        assertTrue(second.needsReply());
        assertTrue(connection.poll().isEmpty());
        assertFalse(connection.hasEnded());
    }

    @Test
    void badHeaders_areRefused() {
        List<byte[]> bad =
                List.of(
                        message(5, 0, 0, 0), // no version
                        message(5, 2, 0, 0), // another version
                        message(5, 5, 0, 0), // a reply
                        message(5, 1, 4097, 0),
                        message(5, 1, -1, 0));
        for (byte[] header : bad) {
            tearDown();
            setUp();
            send(header, List.of());
            assertThrows(PeerFaultException.class, connection::poll);
        }
    }

    @Test
    void endWithinAMessage_isAFault_betweenMessagesIsNot() {
        send(message(5, 1, 8, 0), List.of());
        peer.close();
        assertThrows(PeerFaultException.class, connection::poll);
        connection.close();
        setUp();
        peer.close();
        assertEquals(Optional.empty(), connection.poll());
        assertTrue(connection.hasEnded());
    }

    @Test
    void shortPayload_isAFault_whereItIsRead() {
        send(message(5, 1, 4, 4), List.of());
        Message message = connection.poll().orElseThrow();
        assertEquals(4, message.payload(4).byteSize());
        assertThrows(PeerFaultException.class, message::u64);
        assertThrows(PeerFaultException.class, message::takeFd);
    }

    @Test
    void reply_hasTheRequestsNumberAndTheReplyFlag() {
        connection.reply(15, 0x1122334455667788L);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment in = arena.allocate(20, 8);
            peer.receive(in, new ArrayList<>());
            assertEquals(20, peer.received());
            assertEquals(15, in.get(ValueLayout.JAVA_INT, 0));
            assertEquals(5, in.get(ValueLayout.JAVA_INT, 4));
            assertEquals(8, in.get(ValueLayout.JAVA_INT, 8));
            assertEquals(0x1122334455667788L, in.get(ValueLayout.JAVA_LONG_UNALIGNED, 12));
        }
    }
}
