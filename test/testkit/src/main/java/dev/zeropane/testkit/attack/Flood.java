// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VhostUser.VIRTIO_F_INDIRECT_DESC;
import static dev.zeropane.builtinguest.VirtioGpu.CTRL_HDR_SIZE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.GuestRam;
import dev.zeropane.testkit.vhostuser.TestQueue;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/// Requests by the hundred thousand, a ringful with each kick.
public final class Flood {
    private static final Duration TO_ANSWER = Duration.ofSeconds(10);
    private static final int SLOT = 128;
    private static final int RESPONSE = 96;
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final TestQueue queue;
    private final MemorySegment memory;
    private final long start;
    private final int slots;
    private final int[] slotOf;

    public Flood(TestVmm vmm, int index) {
        GuestRam ram = vmm.ram();
        queue = vmm.queue(index);
        boolean indirect = (vmm.negotiatedFeatures() >>> VIRTIO_F_INDIRECT_DESC & 1) != 0;
        slots = indirect ? queue.size() : queue.size() / 2;
        slotOf = new int[queue.size()];
        start = ram.allocate((long) slots * SLOT);
        memory = ram.at(start, (long) slots * SLOT);
    }

    /// Sends requests 0 to `count - 1`, each at most 96 bytes long.
    ///
    /// @return how many answers of each type came
    public Map<Integer, Integer> send(int count, IntFunction<byte[]> request) {
        Map<Integer, Integer> types = new TreeMap<>();
        for (int sent = 0; sent < count; ) {
            int batch = Math.min(slots, count - sent);
            for (int slot = 0; slot < batch; slot++) {
                submit(slot, request.apply(sent++));
            }
            queue.kick();
            for (int i = 0; i < batch; i++) {
                int head = queue.await(TO_ANSWER).head();
                types.merge(answer(slotOf[head]), 1, Integer::sum);
            }
        }
        return types;
    }

    private void submit(int slot, byte[] request) {
        long at = (long) slot * SLOT;
        MemorySegment.copy(request, 0, memory, JAVA_BYTE, at, request.length);
        memory.set(LE32, at + RESPONSE, 0);
        int head =
                queue.submit(
                        List.of(
                                new DriverQueue.Buffer(start + at, request.length, false),
                                new DriverQueue.Buffer(
                                        start + at + RESPONSE, CTRL_HDR_SIZE, true)));
        slotOf[head] = slot;
    }

    private int answer(int slot) {
        return memory.get(LE32, (long) slot * SLOT + RESPONSE);
    }
}
