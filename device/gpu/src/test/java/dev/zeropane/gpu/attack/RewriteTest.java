// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.attack;

import static dev.zeropane.builtinguest.VirtioGpu.*;
import static dev.zeropane.builtinguest.Vmm.CONTROL_QUEUE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.testkit.Rounds;
import dev.zeropane.testkit.attack.Commands;
import dev.zeropane.testkit.attack.Wire;
import dev.zeropane.testkit.vhostuser.TestQueue;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A second processor of the guest rewrites a request while the device reads it. The device may see
/// the old bytes or the new, but checks and uses the same ones.
final class RewriteTest extends AttackTest {
    private static final int ID = 7;

    private static final int ENTRIES = 16384;

    private static final long RAM = 64 << 20;

    private static final int X8 = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM;

    private static final Duration TO_ANSWER = Duration.ofSeconds(10);

    private static final Duration LONG_ENOUGH = Duration.ofMillis(Rounds.of(300, 10_000));

    /// Copies two versions over the same bytes in turn, as fast as it can.
    private static final class Rewriter implements AutoCloseable {
        private volatile boolean stop;
        private final Thread thread;

        Rewriter(MemorySegment target, byte[] one, byte[] other) {
            MemorySegment.copy(one, 0, target, JAVA_BYTE, 0, one.length);
            thread =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!stop) {
                                    MemorySegment.copy(one, 0, target, JAVA_BYTE, 0, one.length);
                                    MemorySegment.copy(
                                            other, 0, target, JAVA_BYTE, 0, other.length);
                                }
                            });
        }

        @Override
        public void close() {
            stop = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /// Sends what lies at `request` again and again and collects the answers.
    private Set<Integer> answers(long request, int length) {
        long response = vmm().ram().allocate(4096);
        Set<Integer> types = new TreeSet<>();
        TestQueue queue = vmm().queue(CONTROL_QUEUE);
        List<DriverQueue.Buffer> chain =
                List.of(
                        new DriverQueue.Buffer(request, length, false),
                        new DriverQueue.Buffer(response, CTRL_HDR_SIZE, true));
        long end = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (System.nanoTime() < end) {
            queue.submit(chain);
            queue.kick();
            assertEquals(CTRL_HDR_SIZE, queue.await(TO_ANSWER).written());
            types.add(Commands.type(vmm().ram().at(response, CTRL_HDR_SIZE).toArray(JAVA_BYTE)));
        }
        return types;
    }

    private static byte[] entries(Entry entry) {
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            all.add(entry);
        }
        return Commands.attach(ID, ENTRIES, all.toArray(Entry[]::new));
    }

    @Test
    void entriesOfABacking() {
        assertAnswer(VIRTIO_GPU_RESP_OK_NODATA, Commands.create(ID, X8, 64, 64));
        byte[] good = entries(new Entry(0x100000, 4096));
        byte[] bad = entries(new Entry(RAM - 1, -1));
        long request = vmm().ram().allocate(good.length);
        Set<Integer> seen;
        try (Rewriter _ = new Rewriter(vmm().ram().at(request, good.length), good, bad)) {
            seen = answers(request, good.length);
        }
        assertTrue(
                Set.of(
                                VIRTIO_GPU_RESP_OK_NODATA,
                                VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER,
                                VIRTIO_GPU_RESP_ERR_UNSPEC) // attached already
                        .containsAll(seen),
                seen::toString);
    }

    @Test
    void typeAndSizesOfACommand() {
        byte[] create = Commands.create(ID, X8, 64, 64);
        byte[] huge = Commands.create(ID, X8, -1, -1);
        byte[] unref = Commands.unref(ID);
        long request = vmm().ram().allocate(4096);
        Set<Integer> seen;
        MemorySegment target = vmm().ram().at(request, create.length);
        try (Rewriter _ = new Rewriter(target, create, huge);
                Rewriter _ = new Rewriter(target, huge, unref)) {
            seen = answers(request, create.length);
        }
        assertTrue(
                Set.of(
                                VIRTIO_GPU_RESP_OK_NODATA,
                                VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY,
                                VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER,
                                VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID,
                                VIRTIO_GPU_RESP_ERR_UNSPEC)
                        .containsAll(seen),
                seen::toString);
        restartGuest();
    }

    /// Even the descriptors: a chain is answered, given back unanswered, or breaks the queue.
    @Test
    void descriptorsAndIndices() {
        TestQueue queue = vmm().queue(CONTROL_QUEUE);
        long request = vmm().ram().allocate(4096);
        wire().put(request, Commands.of(VIRTIO_GPU_CMD_GET_DISPLAY_INFO));
        long good = vmm().ram().allocate(4096);
        wire().descriptor(good, 0, request, CTRL_HDR_SIZE, Wire.NEXT, 1);
        wire().descriptor(good, 1, request + 64, 408, Wire.WRITE, 0);
        byte[] chain = vmm().ram().at(good, 32).toArray(JAVA_BYTE);
        wire().descriptor(good, 0, -1, -1, Wire.INDIRECT, 0xffff);
        wire().descriptor(good, 1, RAM - 1, -1, Wire.NEXT, 0);
        byte[] wrong = vmm().ram().at(good, 32).toArray(JAVA_BYTE);
        long end = System.nanoTime() + LONG_ENOUGH.toNanos();
        try (Rewriter _ = new Rewriter(queue.descriptors(), chain, wrong);
                Rewriter _ =
                        new Rewriter(
                                queue.avail().asSlice(2, 2),
                                new byte[] {1, 0},
                                new byte[] {9, 1})) {
            while (System.nanoTime() < end) {
                queue.publishRawHead(0);
                queue.kickAlways();
                takeWhatIsThere(queue);
                if (vmm().errorFd(CONTROL_QUEUE).drain() > 0) {
                    vmm().resetDevice();
                    vmm().start();
                }
            }
        }
        restartGuest();
    }

    private static void takeWhatIsThere(TestQueue queue) {
        Optional<DriverQueue.Completion> back = queue.poll();
        while (back.isPresent()) {
            assertTrue(back.get().written() <= 408, back::toString);
            back = queue.poll();
        }
    }
}
