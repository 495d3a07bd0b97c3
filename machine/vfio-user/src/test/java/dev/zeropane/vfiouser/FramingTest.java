// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.testkit.vfiouser.VfioUserClient.*;
import static dev.zeropane.testkit.vfiouser.VfioUserSocket.header;
import static dev.zeropane.testkit.vfiouser.VfioUserSocket.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Memfd;
import dev.zeropane.testkit.vfiouser.Payload;
import dev.zeropane.testkit.vfiouser.Reply;
import dev.zeropane.testkit.vfiouser.VfioUserSocket;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Headers, and messages in pieces.
final class FramingTest extends ServedTest {
    private static final byte[] NOTHING = {};

    private static Fd[] times(Fd fd, int count) {
        return Collections.nCopies(count, fd).toArray(Fd[]::new);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 15, 4129, 1 << 16, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void sizeOfNoMessage_endsTheConnection(int size) {
        client.socket().send(header(1, RESET, size, 0, 0, NOTHING));
        client.socket().awaitClosed();
        String size64 = Integer.toUnsignedString(size);
        assertTrue(served.awaitFault().contains("a message of " + size64 + " bytes"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 0xf, 0x11, 0x20, 0x21, 0x30, 0x40, 0x100, Integer.MIN_VALUE, -1})
    void flagsOfNoCommand_endTheConnection(int flags) {
        client.socket().send(header(1, RESET, 16, flags, 0, NOTHING));
        client.socket().awaitClosed();
        assertTrue(served.awaitFault().contains("not a vfio-user command"));
        assertEquals(0, served.device().resets());
    }

    /// Where one may come, so may others: none is taken.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 17, 253})
    void descriptorsOfADmaMap_areNotTaken(int count) {
        try (Fd fd = Memfd.create("one of many", 1)) {
            assertEquals(
                    0,
                    client.errorOf(
                            DMA_MAP,
                            Payload.of(32, 3).u64(0).u64(0).u64(4096).build(),
                            times(fd, count)));
            assertEquals(1, open("one of many"));
        }
    }

    /// With whichever of its bytes they came.
    @Test
    void descriptorsInPieces_areNotTaken_andCount() {
        byte[] bytes = message(1, RESET, 0, NOTHING);
        try (Fd fd = Memfd.create("one of many", 1)) {
            for (int at : new int[] {0, 1, 15}) {
                if (at > 0) {
                    client.socket().send(Arrays.copyOf(bytes, at));
                    served.settle();
                }
                client.socket().send(Arrays.copyOfRange(bytes, at, bytes.length), times(fd, 253));
                assertEquals(Errno.EINVAL, client.socket().receive().error());
            }
            assertEquals(0, served.device().resets());
            assertEquals(1, open("one of many"));
        }
    }

    @Test
    void messageInSingleBytes_isPutTogether() {
        byte[] bytes =
                message(
                        0xabcd,
                        REGION_WRITE,
                        0,
                        writeRequest(TestDevice.REGISTERS, 8, new byte[] {1, 2, 3, 4}));
        for (byte b : bytes) {
            assertFalse(client.socket().isReadable());
            client.socket().send(new byte[] {b});
            served.settle();
        }
        assertEquals(0xabcd, client.socket().receive().id());
        assertEquals(0x04030201, client.readNumber(TestDevice.REGISTERS, 8, 4));
    }

    @Test
    void messagesTogether_areTakenApart_withTheirDescriptors() {
        byte[] read = message(7, REGION_READ, 0, access(CONFIG, 0, 4));
        byte[] three = Payload.of().bytes(read).bytes(read).bytes(read).build();
        client.socket().send(three);
        for (int i = 0; i < 3; i++) {
            assertEquals(0x11111234, client.socket().receive().u32(16));
        }
    }

    /// The errno of a command is reserved, and the id is the client's own business.
    @Test
    void idAndError_areNotLookedAt() {
        for (int id : new int[] {0, 5, 5, 0xffff}) {
            client.socket().send(header(id, RESET, 16, 0, 77, NOTHING));
            try (Reply reply = client.socket().receive()) {
                assertEquals(id, reply.id());
                assertEquals(RESET, reply.command());
                assertEquals(Reply.OK, reply.flags());
                assertEquals(0, reply.error());
            }
        }
    }

    /// One that stalls keeps the device thread from nothing.
    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 47})
    void clientThatStallsWithinAMessage_keepsNothingButItself(int sent) {
        byte[] bytes = message(1, DMA_MAP, 0, new byte[32]);
        try (Fd fd = Memfd.create("in a message", 1)) {
            client.socket().send(Arrays.copyOf(bytes, sent), fd);
            for (int i = 0; i < 100; i++) {
                served.settle();
            }
            assertEquals(0, served.gone());
            assertEquals(1, open("in a message"));
            client.close();
            assertEquals(
                    Optional.of("the connection ended within a message"),
                    served.awaitDisconnected());
            assertEquals(1, open("in a message"));
        }
    }

    @Test
    void clientThatGoesAtAnyByte_leavesNothing() {
        client.close();
        assertTrue(served.awaitDisconnected().isEmpty());
        byte[] version = message(1, VERSION, 0, version(0, 0, CAPABILITIES));
        byte[] map = message(2, DMA_MAP, 0, Payload.of(32, 3).u64(0).u64(0).u64(4096).build());
        byte[] info = message(3, GET_REGION_INFO, 0, regionRequest(32, TestDevice.MEMORY));
        byte[] write = message(4, REGION_WRITE, 0, writeRequest(CONFIG, 4, new byte[] {2, 0}));
        byte[] all = Payload.of().bytes(version).bytes(map).bytes(info).bytes(write).build();
        try (Fd fd = Memfd.create("guest ram", 4096)) {
            for (int length = 0; length <= all.length; length++) {
                try (VfioUserSocket socket = VfioUserSocket.connect(served.path)) {
                    int first = Math.min(length, version.length);
                    socket.send(Arrays.copyOf(all, first));
                    if (length > first) {
                        socket.send(Arrays.copyOfRange(all, first, length), fd);
                    }
                }
                boolean between =
                        length == 0
                                || length == version.length
                                || length == version.length + map.length
                                || length == version.length + map.length + info.length
                                || length == all.length;
                Optional<String> fault = served.awaitDisconnected();
                // Whoever is answered after it has gone is not told apart.
                assertTrue(
                        between ? fault.isEmpty() : length > version.length || fault.isPresent(),
                        length + " bytes: " + fault);
            }
            assertEquals(1, open("guest ram"));
        }
    }
}
