// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Commands of features that were not offered, types that are none, commands cut short.
public final class UnknownCommandAttacks {
    private UnknownCommandAttacks() {}

    public static Stream<Attack> all() {
        return Stream.of(
                        unsupported().mapToObj(UnknownCommandAttacks::unsupported),
                        control().mapToObj(UnknownCommandAttacks::onTheCursorQueue),
                        control().mapToObj(UnknownCommandAttacks::cutShort))
                .flatMap(rows -> rows);
    }

    private static IntStream unsupported() {
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

    private static Attack unsupported(int type) {
        return new Attack(
                "command " + hex(type),
                guest -> {
                    int unspec = VIRTIO_GPU_RESP_ERR_UNSPEC;
                    guest.assertAnswer(unspec, Commands.of(type), "header alone");
                    int[] words = new int[24];
                    Arrays.fill(words, -1);
                    guest.assertAnswer(unspec, Commands.of(type, words), "sizes of 4 GiB");
                });
    }

    private static String hex(int type) {
        return "0x" + Integer.toHexString(type);
    }

    private static IntStream control() {
        return IntStream.rangeClosed(
                VIRTIO_GPU_CMD_GET_DISPLAY_INFO, VIRTIO_GPU_CMD_SET_SCANOUT_BLOB);
    }

    private static Attack onTheCursorQueue(int type) {
        return Attack.answeredToCursor(
                "command " + hex(type) + " on the cursor queue",
                Commands.of(type, 1, 2, 64, 64, 0, 0),
                VIRTIO_GPU_RESP_ERR_UNSPEC);
    }

    /// Of every length up to that of the command: less than a header is not answered.
    private static Attack cutShort(int type) {
        return new Attack(
                "command " + hex(type) + " cut short",
                guest -> {
                    int whole = length(type);
                    for (int length = 0; length < whole; length++) {
                        byte[] request =
                                Arrays.copyOf(
                                        Commands.of(type, 1, 2, 64, 64, 1, 1, 1, 1, 0, 0), length);
                        byte[] expected =
                                length < CTRL_HDR_SIZE
                                        ? new byte[0]
                                        : Commands.header(VIRTIO_GPU_RESP_ERR_UNSPEC);
                        Expect.bytes(
                                expected,
                                guest.wire().exchange(CONTROL_QUEUE, request, 64),
                                length + " bytes");
                    }
                });
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
