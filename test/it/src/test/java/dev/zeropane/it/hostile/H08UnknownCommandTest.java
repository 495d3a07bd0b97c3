// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;
import static dev.zeropane.builtinguest.Vmm.CURSOR_QUEUE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// H8: commands of features that were not offered, types that are none, commands cut short.
final class H08UnknownCommandTest extends GuestAttack {
    static IntStream unsupported() {
        return IntStream.of(
                0, // no type at all
                0xff,
                VIRTIO_GPU_CMD_GET_CAPSET_INFO,
                VIRTIO_GPU_CMD_GET_CAPSET,
                VIRTIO_GPU_CMD_RESOURCE_ASSIGN_UUID,
                VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB,
                VIRTIO_GPU_CMD_SET_SCANOUT_BLOB,
                0x010e,
                VIRTIO_GPU_CMD_CTX_CREATE,
                0x0201, // CTX_DESTROY
                0x0202, // CTX_ATTACH_RESOURCE
                0x0203, // CTX_DETACH_RESOURCE
                0x0204, // RESOURCE_CREATE_3D
                0x0205, // TRANSFER_TO_HOST_3D
                0x0206, // TRANSFER_FROM_HOST_3D
                0x0207, // SUBMIT_3D
                0x0208, // RESOURCE_MAP_BLOB
                0x0209, // RESOURCE_UNMAP_BLOB
                VIRTIO_GPU_CMD_UPDATE_CURSOR, // on the wrong queue
                VIRTIO_GPU_CMD_MOVE_CURSOR,
                VIRTIO_GPU_RESP_OK_NODATA,
                VIRTIO_GPU_RESP_OK_DISPLAY_INFO,
                VIRTIO_GPU_RESP_OK_EDID,
                VIRTIO_GPU_RESP_ERR_UNSPEC,
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                -1);
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void unsupported_isAnsweredWithUnspec(int type) {
        assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, Commands.of(type), "header alone");
        int[] words = new int[24];
        Arrays.fill(words, -1);
        assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, Commands.of(type, words), "sizes of 4 GiB");
    }

    static IntStream control() {
        return IntStream.rangeClosed(
                VIRTIO_GPU_CMD_GET_DISPLAY_INFO, VIRTIO_GPU_CMD_SET_SCANOUT_BLOB);
    }

    @ParameterizedTest
    @MethodSource("control")
    void controlCommand_onCursorQueue_isAnsweredWithUnspec(int type) {
        assertArrayEquals(
                Commands.header(VIRTIO_GPU_RESP_ERR_UNSPEC),
                wire().exchange(CURSOR_QUEUE, Commands.of(type, 1, 2, 64, 64, 0, 0), ROOM));
    }

    /// Every length up to that of the longest command.
    @Test
    void commandCutShort_isAnsweredWithUnspec_orNotAtAll() {
        for (int type : control().toArray()) {
            int whole = length(type);
            for (int length = 0; length < whole; length++) {
                byte[] request =
                        Arrays.copyOf(Commands.of(type, 1, 2, 64, 64, 1, 1, 1, 1, 0, 0), length);
                byte[] expected =
                        length < CTRL_HDR_SIZE
                                ? new byte[0]
                                : Commands.header(VIRTIO_GPU_RESP_ERR_UNSPEC);
                assertArrayEquals(
                        expected,
                        wire().exchange(CONTROL_QUEUE, request, 64),
                        () -> "type 0x" + Integer.toHexString(type) + " of " + request.length);
            }
        }
    }

    /// Bytes a command needs, §5.7.6.8.
    private static int length(int type) {
        return switch (type) {
            case VIRTIO_GPU_CMD_GET_DISPLAY_INFO -> CTRL_HDR_SIZE;
            case VIRTIO_GPU_CMD_RESOURCE_CREATE_2D -> 40;
            case VIRTIO_GPU_CMD_RESOURCE_UNREF,
                    VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING,
                    VIRTIO_GPU_CMD_GET_EDID ->
                    32;
            case VIRTIO_GPU_CMD_SET_SCANOUT, VIRTIO_GPU_CMD_RESOURCE_FLUSH -> 48;
            case VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D -> 56;
            // The count here says 2 entries; the others are never long enough.
            default -> 64;
        };
    }
}
