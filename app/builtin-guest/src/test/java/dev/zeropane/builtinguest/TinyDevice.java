// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/// The device's side of one split ring in the plainest way, for tests of the driver's side.
final class TinyDevice {
    private static final VarHandle U16 = JAVA_SHORT.varHandle().withInvokeExactBehavior();

    record Piece(long gpa, int length, boolean writable) {}

    private final GuestRam ram;
    private final DriverQueue queue;
    private final MemorySegment descriptors;
    private final MemorySegment avail;
    private final MemorySegment used;
    private final boolean eventIdx;
    private int seen;
    private int usedIdx;
    int signals;

    TinyDevice(GuestRam ram, DriverQueue queue, boolean eventIdx) {
        this.ram = ram;
        this.queue = queue;
        descriptors = ram.at(queue.descriptorsAddress(), queue.size() * 16L);
        avail = ram.at(queue.availAddress(), 4 + queue.size() * 2L + 2);
        used = ram.at(queue.usedAddress(), 4 + queue.size() * 8L + 2);
        this.eventIdx = eventIdx;
    }

    /// The head of the next chain, or -1.
    int take() {
        int idx = (short) U16.getAcquire(avail, 2L) & 0xffff;
        if (idx == seen) {
            return -1;
        }
        int head = avail.get(JAVA_SHORT, 4 + 2L * (seen & (queue.size() - 1))) & 0xffff;
        seen = (seen + 1) & 0xffff;
        return head;
    }

    List<Piece> chain(int head) {
        MemorySegment table = descriptors;
        int at = head;
        if ((table.get(JAVA_SHORT, at * 16L + 12) & DriverQueue.VIRTQ_DESC_F_INDIRECT) != 0) {
            table = ram.at(table.get(JAVA_LONG, at * 16L), table.get(JAVA_INT, at * 16L + 8));
            at = 0;
        }
        List<Piece> pieces = new ArrayList<>();
        while (true) {
            int flags = table.get(JAVA_SHORT, at * 16L + 12);
            pieces.add(
                    new Piece(
                            table.get(JAVA_LONG, at * 16L),
                            table.get(JAVA_INT, at * 16L + 8),
                            (flags & DriverQueue.VIRTQ_DESC_F_WRITE) != 0));
            if ((flags & DriverQueue.VIRTQ_DESC_F_NEXT) == 0) {
                return pieces;
            }
            at = table.get(JAVA_SHORT, at * 16L + 14) & 0xffff;
        }
    }

    void use(int head, int written) {
        long at = 4 + 8L * (usedIdx & (queue.size() - 1));
        used.set(JAVA_INT, at, head);
        used.set(JAVA_INT, at + 4, written);
        int old = usedIdx;
        usedIdx = (usedIdx + 1) & 0xffff;
        U16.setRelease(used, 2L, (short) usedIdx);
        VarHandle.fullFence();
        int event = (short) U16.getAcquire(avail, 4 + 2L * queue.size()) & 0xffff;
        if (!eventIdx || event == old) {
            signals++;
            queue.callFd().signal();
        }
    }

    /// Asks for a kick at the next chain, as a device about to sleep does.
    void wantKick() {
        U16.setRelease(used, 4 + 8L * queue.size(), (short) seen);
        VarHandle.fullFence();
    }
}
