// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.testkit.attack.Commands;
import dev.zeropane.testkit.vhostuser.TestQueue;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The most that a single request can make us copy.
final class LargestCopyTest extends AttackTest {
    private static final int X8 = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;

    /// The most a single request can make us copy: all of a budget of memory, row by row.
    @Test
    void largestCopy_isNoMatterOfSeconds() {
        int side = createLargest();
        Duration quickest = Duration.ofDays(1);
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            assertAnswer(
                    VIRTIO_GPU_RESP_OK_NODATA, Commands.transfer(8, 1, 1, side - 1, side - 1, 4));
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            quickest = taken.compareTo(quickest) < 0 ? taken : quickest;
        }
        assertTrue(quickest.compareTo(Duration.ofSeconds(3)) < 0, quickest.toString());
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
            TestQueue queue = vmm().queue(Vmm.CONTROL_QUEUE);
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
