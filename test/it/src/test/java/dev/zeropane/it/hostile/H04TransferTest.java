// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.testkit.Picture;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// H4: TRANSFER_TO_HOST_2D from where nothing is, and of what is not in the image.
final class H04TransferTest extends GuestAttack {
    private static final int ID = 7;
    private static final int SCREEN = 3;
    private static final int X8 = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;
    private static final int SIZE = 16384; // of 64x64 pixels
    private static final Picture BLACK = new Picture(64, 64, new int[64 * 64]);

    @BeforeEach
    void create() {
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(ID, X8, 64, 64));
    }

    private void attach(int length) {
        long page = vmm().ram().allocate(length);
        wire().fill(page, length);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.attach(ID, 1, new Entry(page, length)));
    }

    @Test
    void withoutBacking_isRefused() {
        assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, Commands.transfer(ID, 0, 0, 64, 64, 0));
    }

    @Test
    void afterDetach_isRefused_alsoWhenItWasShadowed() {
        for (int offset : new int[] {0, 4}) {
            attach(SIZE + 4);
            assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.transfer(ID, 0, 0, 64, 64, offset));
            assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.detach(ID));
            assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, Commands.transfer(ID, 0, 0, 64, 64, offset));
        }
    }

    @Test
    void unknownResource_isNamed() {
        for (int id : new int[] {0, 8, -1}) {
            assertAnswer(
                    VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.transfer(id, 0, 0, 1, 1, 0));
        }
    }

    @Test
    void blob_isNoResourceHere() {
        // RESOURCE_CREATE_BLOB: id, guest memory, shareable, one entry, no blob id, size
        byte[] blob = Commands.of(VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB, 8, 1, 2, 0, 0, 0, SIZE, 0);
        assertAnswer(VIRTIO_GPU_RESP_ERR_UNSPEC, blob);
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID, Commands.transfer(8, 0, 0, 1, 1, 0));
    }

    static Stream<Attack> outside() {
        return Stream.of(
                new Attack(
                        "empty, right of it",
                        Commands.transfer(ID, 65, 0, 0, 0, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "empty, y wraps",
                        Commands.transfer(ID, 0, -1, 64, 0, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "no columns, too high",
                        Commands.transfer(ID, 0, 0, 0, 65, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "too wide",
                        Commands.transfer(ID, 0, 0, 65, 64, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "too high",
                        Commands.transfer(ID, 0, 0, 64, 65, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "right of it",
                        Commands.transfer(ID, 64, 0, 1, 1, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "below it",
                        Commands.transfer(ID, 0, 64, 1, 1, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "x wraps",
                        Commands.transfer(ID, 1, 0, -1, 1, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "y wraps",
                        Commands.transfer(ID, 0, 1, 1, -1, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "x of all bits",
                        Commands.transfer(ID, -1, 0, 2, 1, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "x wraps signed",
                        Commands.transfer(ID, 0x8000_0000, 0, 0x8000_0000, 1, 0),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "offset of all bits",
                        Commands.transfer(ID, 0, 0, 64, 64, -1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "offset near the top",
                        Commands.transfer(ID, 0, 0, 64, 64, -SIZE),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "offset wraps to 0",
                        Commands.transfer(ID, 0, 0, 1, 1, -4),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "offset near the sign",
                        Commands.transfer(ID, 0, 0, 64, 64, Long.MAX_VALUE - SIZE),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "offset of 33 bits",
                        Commands.transfer(ID, 0, 0, 64, 64, 1L << 32),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "offset at the end",
                        Commands.transfer(ID, 0, 0, 1, 1, SIZE),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "one byte beyond",
                        Commands.transfer(ID, 0, 0, 64, 64, 1),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER),
                new Attack(
                        "last row beyond",
                        Commands.transfer(ID, 0, 0, 64, 1, SIZE - 255),
                        VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void rectangleOrOffset_isRefused(Attack attack) {
        attach(SIZE);
        assertAnswer(attack.answer(), attack.request());
    }

    /// Drivers clip, and send what is left; QEMU's device takes it.
    @Test
    void emptyRectangle_isDone_whateverTheOffset_andMovesNothing() {
        attach(SIZE);
        for (int[] rect :
                new int[][] {{0, 0, 0, 0}, {5, 5, 0, 10}, {5, 5, 10, 0}, {64, 64, 0, 0}}) {
            for (long offset : new long[] {0, 4, SIZE, -1}) {
                assertAnswer(
                        VIRTIO_GPU_RESP_OK_NODATA,
                        Commands.transfer(ID, rect[0], rect[1], rect[2], rect[3], offset));
            }
        }
    }

    /// What a former resource held must not come through where nothing was transferred.
    @Test
    void backingTooShort_isRefused_andShowsNothingOld() {
        attach(SIZE + 4);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.transfer(ID, 0, 0, 64, 64, 4));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(ID));
        create();
        attach(4096);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.setScanout(SCREEN, ID, 0, 0, 64, 64));
        assertAnswer(VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER, Commands.transfer(ID, 0, 0, 64, 64, 0));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(ID, 0, 0, 64, 64));
        check().await(SCREEN, BLACK);
    }

    /// A transfer that leaves the natural place copies; the part that was transferred stays.
    @Test
    void offsetThatOnlyACopyServes_showsWhatWasTransferred() {
        Framebuffer fb = framebuffer(8, 64, 64);
        Picture drawn = check().draw(fb);
        fb.show(SCREEN);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.transfer(8, 0, 0, 64, 64, 0));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.transfer(8, 0, 0, 1, 1, 4));
        fb.fill(fb.bounds(), 0);
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.flush(8, 0, 0, 64, 64));
        int[] expected = new int[64 * 64];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = drawn.pixel(i % 64, i / 64);
        }
        expected[0] = drawn.pixel(1, 0);
        check().await(SCREEN, new Picture(64, 64, expected));
    }

    /// The most a single request can make us copy: all of a budget of memory, row by row.
    @Test
    void largestCopy_isNoMatterOfSeconds() {
        int side = createLargest();
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            assertAnswer(
                    VIRTIO_GPU_RESP_OK_NODATA, Commands.transfer(8, 1, 1, side - 1, side - 1, 4));
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(taken.compareTo(Duration.ofSeconds(3)) < 0, taken::toString);
        }
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(8));
    }

    /// A resource that takes the whole budget, and the largest backing.
    ///
    /// @return its width and height
    private int createLargest() {
        int side = 8000;
        int piece = 4 << 20;
        long page = vmm().ram().allocate(piece);
        Entry[] overlapping = new Entry[64];
        Arrays.fill(overlapping, new Entry(page, piece));
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(8, X8, side, side));
        assertAnswer(
                VIRTIO_GPU_RESP_OK_NODATA, Commands.attach(8, overlapping.length, overlapping));
        return side;
    }

    /// The guest's processor stands still while it reads a register: that is answered many times
    /// while all is copied. In one go it would be once, before the kick is seen.
    @Test
    void largestCopy_registersAreReadMeanwhile() {
        int side = createLargest();
        int most = 0;
        // A busy machine may not let us ask often enough each time.
        for (int i = 0; i < 20 && most < 4; i++) {
            int answered = 0;
            DriverQueue queue = vmm().queue(Vmm.CONTROL_QUEUE);
            long at = wire().submit(Commands.transfer(8, 1, 1, side - 1, side - 1, 4));
            while (queue.poll().isEmpty()) {
                assertEquals(16, vmm().getConfig(0, 16).length);
                answered++;
            }
            assertEquals(VIRTIO_GPU_RESP_OK_NODATA, wire().answer(at));
            most = Math.max(most, answered - 2);
        }
        assertTrue(most >= 4, "answered " + most + " times");
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.unref(8));
    }
}
