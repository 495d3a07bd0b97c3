// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;

import dev.zeropane.builtinguest.GpuDriver.Entry;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// TRANSFER_TO_HOST_2D from where nothing is, and of what is not in the image.
public final class TransferAttacks {
    private static final int ID = 7;
    private static final int OK = VIRTIO_GPU_RESP_OK_NODATA;
    private static final int SIZE = 16384; // of 64x64 pixels

    private TransferAttacks() {}

    public static Stream<Attack> all() {
        return Stream.of(
                        withoutBacking(),
                        unknownResources(),
                        outside().map(attack -> attack.after(guest -> attach(guest, SIZE))),
                        emptyRectangles())
                .flatMap(rows -> rows)
                .map(attack -> attack.after(TransferAttacks::create).called("transfer"));
    }

    private static void create(HostileGuest guest) {
        guest.assertAnswer(OK, Commands.create(ID, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, 64, 64));
    }

    private static void attach(HostileGuest guest, int length) {
        long page = guest.vmm().ram().allocate(length);
        guest.wire().fill(page, length);
        guest.assertAnswer(OK, Commands.attach(ID, 1, new Entry(page, length)));
    }

    private static Stream<Attack> withoutBacking() {
        byte[] all = Commands.transfer(ID, 0, 0, 64, 64, 0);
        return Stream.of(
                Attack.answered("without backing", all, VIRTIO_GPU_RESP_ERR_UNSPEC),
                new Attack("after a detach, also of a shadow", TransferAttacks::afterDetach),
                new Attack("of a blob", TransferAttacks::ofABlob));
    }

    private static void afterDetach(HostileGuest guest) {
        for (int offset : new int[] {0, 4}) {
            byte[] all = Commands.transfer(ID, 0, 0, 64, 64, offset);
            attach(guest, SIZE + 4);
            guest.assertAnswer(OK, all);
            guest.assertAnswer(OK, Commands.detach(ID));
            guest.assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, all);
        }
    }

    private static void ofABlob(HostileGuest guest) {
        // RESOURCE_CREATE_BLOB: id, guest memory, shareable, one entry, no blob id, size
        byte[] blob = Commands.of(VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB, 8, 1, 2, 0, 0, 0, SIZE, 0);
        guest.assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, blob);
        guest.assertAnswer(
                VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.transfer(8, 0, 0, 1, 1, 0));
    }

    private static Stream<Attack> unknownResources() {
        return IntStream.of(0, 8, -1)
                .mapToObj(id ->
                        Attack.answered(
                                "unknown resource " + id,
                                Commands.transfer(id, 0, 0, 1, 1, 0),
                                VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID));
    }

    private static Stream<Attack> outside() {
        return Stream.of(
                Attack.answered(
                        "empty, right of it",
                        Commands.transfer(ID, 65, 0, 0, 0, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "empty, y wraps",
                        Commands.transfer(ID, 0, -1, 64, 0, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "no columns, too high",
                        Commands.transfer(ID, 0, 0, 0, 65, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "too wide",
                        Commands.transfer(ID, 0, 0, 65, 64, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "too high",
                        Commands.transfer(ID, 0, 0, 64, 65, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "right of it",
                        Commands.transfer(ID, 64, 0, 1, 1, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "below it",
                        Commands.transfer(ID, 0, 64, 1, 1, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "x wraps",
                        Commands.transfer(ID, 1, 0, -1, 1, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "y wraps",
                        Commands.transfer(ID, 0, 1, 1, -1, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "x of all bits",
                        Commands.transfer(ID, -1, 0, 2, 1, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "x wraps signed",
                        Commands.transfer(ID, 0x8000_0000, 0, 0x8000_0000, 1, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "offset of all bits",
                        Commands.transfer(ID, 0, 0, 64, 64, -1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "offset near the top",
                        Commands.transfer(ID, 0, 0, 64, 64, -SIZE),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "offset wraps to 0",
                        Commands.transfer(ID, 0, 0, 1, 1, -4),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "offset near the sign",
                        Commands.transfer(ID, 0, 0, 64, 64, Long.MAX_VALUE - SIZE),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "offset of 33 bits",
                        Commands.transfer(ID, 0, 0, 64, 64, 1L << 32),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "offset at the end",
                        Commands.transfer(ID, 0, 0, 1, 1, SIZE),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "one byte beyond",
                        Commands.transfer(ID, 0, 0, 64, 64, 1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                Attack.answered(
                        "last row beyond",
                        Commands.transfer(ID, 0, 0, 64, 1, SIZE - 255),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER));
    }

    /// Drivers clip, and send what is left; QEMU's device takes it, whatever the offset, and moves
    /// nothing.
    private static Stream<Attack> emptyRectangles() {
        return Stream.of(new Attack("empty rectangles", TransferAttacks::transferNothing));
    }

    private static void transferNothing(HostileGuest guest) {
        attach(guest, SIZE);
        for (int[] rect :
                new int[][] {{0, 0, 0, 0}, {5, 5, 0, 10}, {5, 5, 10, 0}, {64, 64, 0, 0}}) {
            for (long offset : new long[] {0, 4, SIZE, -1}) {
                guest.assertAnswer(
                        OK, Commands.transfer(ID, rect[0], rect[1], rect[2], rect[3], offset));
            }
        }
    }
}
