// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;
import static dev.zeropane.builtinguest.Vmm.CURSOR_QUEUE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.VhostUser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// H14: every byte of every reply is defined, and none is written beyond it. The guest's buffers
/// are full of a pattern before ([Wire]); the process has answered much else before.
final class H14ReplyTest extends GuestAttack {
    private static final int EDID = 1024;
    private static final int EDID_BASE = 128;

    @Test
    void displayInfo_everyByte() {
        byte[] expected = new byte[CTRL_HDR_SIZE + VIRTIO_GPU_MAX_SCANOUTS * 24];
        ByteBuffer bytes = Commands.le(expected);
        bytes.putInt(0, VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
        // The VMM never says which sizes it wishes: the first screen is on, the others are not.
        int first = CTRL_HDR_SIZE;
        bytes.putInt(first + 8, 1280).putInt(first + 12, 800).putInt(first + 16, 1);
        assertArrayEquals(
                expected,
                wire().exchange(CONTROL_QUEUE, Commands.of(VIRTIO_GPU_CMD_GET_DISPLAY_INFO), ROOM));
    }

    @Test
    void edid_itsTailAndPaddingAreZero() {
        byte[] reply =
                wire().exchange(CONTROL_QUEUE, Commands.of(VIRTIO_GPU_CMD_GET_EDID, 3, 0), ROOM);
        assertEquals(CTRL_HDR_SIZE + 8 + EDID, reply.length);
        assertArrayEquals(
                Commands.header(VIRTIO_GPU_RESP_OK_EDID), Arrays.copyOf(reply, CTRL_HDR_SIZE));
        ByteBuffer bytes = Commands.le(reply);
        int size = bytes.getInt(CTRL_HDR_SIZE);
        assertEquals(0, size % EDID_BASE);
        assertEquals(0, bytes.getInt(CTRL_HDR_SIZE + 4));
        byte[] edid = Arrays.copyOfRange(reply, CTRL_HDR_SIZE + 8, reply.length);
        for (int block = 0; block < size; block += EDID_BASE) {
            byte sum = 0;
            for (int i = block; i < block + EDID_BASE; i++) {
                sum += edid[i];
            }
            assertEquals(0, sum, "checksum of the block at " + block);
        }
        assertArrayEquals(new byte[EDID - size], Arrays.copyOfRange(edid, size, EDID));
    }

    static Stream<Attack> errors() {
        return Stream.of(
                new Attack(
                        "unspec",
                        Commands.of(VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB),
                        VIRTIO_GPU_RESP_ERR_UNSPEC),
                new Attack(
                        "out of memory",
                        Commands.create(7, 2, -1, -1),
                        VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY),
                new Attack(
                        "scanout",
                        Commands.setScanout(16, 0, 0, 0, 0, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID),
                new Attack("resource", Commands.unref(7), VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID),
                new Attack(
                        "parameter",
                        Commands.create(7, 0, 64, 64),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack("success", Commands.create(7, 2, 64, 64), VIRTIO_GPU_RESP_OK_NODATA));
    }

    /// The answer before was longer: none of it may be left in this one.
    @ParameterizedTest
    @MethodSource("errors")
    void error_isExactlyAHeader_afterALongerReply(Attack attack) {
        wire().exchange(CONTROL_QUEUE, Commands.of(VIRTIO_GPU_CMD_GET_EDID, 0, 0), ROOM);
        assertAnswer(attack.answer(), attack.request());
    }

    /// Fence, context and ring come back only where a fence was asked for (§5.7.6.7).
    @ParameterizedTest
    @MethodSource("errors")
    void fence_isEchoed_andNothingElseOfTheRequest(Attack attack) {
        byte[] request = attack.request().clone();
        Commands.le(request)
                .putInt(4, VIRTIO_GPU_FLAG_FENCE | VIRTIO_GPU_FLAG_INFO_RING_IDX | 0xfffc_0000)
                .putLong(8, 0x0123_4567_89ab_cdefL)
                .putInt(16, 0x1357_9bdf)
                .put(20, new byte[] {(byte) 0x99, 0x77, 0x77, 0x77});
        byte[] expected = new byte[CTRL_HDR_SIZE];
        Commands.le(expected)
                .putInt(0, attack.answer())
                .putInt(4, VIRTIO_GPU_FLAG_FENCE | VIRTIO_GPU_FLAG_INFO_RING_IDX)
                .putLong(8, 0x0123_4567_89ab_cdefL)
                .putInt(16, 0x1357_9bdf)
                .put(20, (byte) 0x99);
        assertArrayEquals(expected, wire().exchange(CONTROL_QUEUE, request, ROOM));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void withoutFence_nothingOfTheRequestComesBack(Attack attack) {
        byte[] request = attack.request().clone();
        Commands.le(request)
                .putInt(4, VIRTIO_GPU_FLAG_INFO_RING_IDX)
                .putLong(8, -1)
                .putLong(16, -1);
        assertAnswer(attack.answer(), request);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 23, 24, 25, 31, 407, 408, 1055, 1056, 1057})
    void reply_isCutToItsRoom(int room) {
        for (int type : new int[] {VIRTIO_GPU_CMD_GET_DISPLAY_INFO, VIRTIO_GPU_CMD_GET_EDID}) {
            byte[] request = Commands.of(type, 0, 0);
            byte[] whole = wire().exchange(CONTROL_QUEUE, request, ROOM);
            assertArrayEquals(
                    Arrays.copyOf(whole, Math.min(room, whole.length)),
                    wire().exchange(CONTROL_QUEUE, request, room));
        }
    }

    @Test
    void cursorQueue_answersAreHeaders() {
        for (int type : new int[] {VIRTIO_GPU_CMD_UPDATE_CURSOR, VIRTIO_GPU_CMD_MOVE_CURSOR, 77}) {
            assertArrayEquals(
                    Commands.header(
                            type == 77 ? VIRTIO_GPU_RESP_ERR_UNSPEC : VIRTIO_GPU_RESP_OK_NODATA),
                    wire().exchange(CURSOR_QUEUE, Commands.cursor(type, 0, 1, 1, 0, 0, 0), ROOM));
        }
    }

    /// The configuration space ends after 16 bytes; what is asked for beyond reads as zeroes, also
    /// after a longer reply.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 15, 16, 17, 255, 0x7fffffff, -1})
    void configuration_isExactlyWhatWasAskedFor(int offset) {
        byte[] space = new byte[16];
        Commands.le(space).putInt(8, Target.OUTPUTS);
        for (int size : new int[] {256, 20, 16, 4, 1, 0}) {
            byte[] expected = new byte[size];
            if (offset >= 0 && offset < space.length) {
                System.arraycopy(space, offset, expected, 0, Math.min(size, space.length - offset));
            }
            assertArrayEquals(expected, vmm().getConfig(offset, size));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {257, 4096, Integer.MAX_VALUE, -1})
    void configuration_ofMoreThanThereCanBe_isAnEmptyReply(int size) {
        byte[] ask = new byte[12];
        ByteBuffer.wrap(ask).order(ByteOrder.nativeOrder()).putInt(4, size);
        assertEquals(
                0,
                vmm().request(VhostUser.VHOST_USER_GET_CONFIG, VhostUser.VERSION, ask, List.of())
                        .length);
    }
}
