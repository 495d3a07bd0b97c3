// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Requests and descriptors written by hand. What the device may write to is full of a pattern
/// before, and so is what lies behind it.
public final class Wire {
    public static final byte PATTERN = (byte) 0xaa;
    public static final int NEXT = DriverQueue.VIRTQ_DESC_F_NEXT;
    public static final int WRITE = DriverQueue.VIRTQ_DESC_F_WRITE;
    public static final int INDIRECT = DriverQueue.VIRTQ_DESC_F_INDIRECT;
    public static final int DESCRIPTOR = 16;

    private static final int GUARD = 64;
    private static final long ASKED = 64;
    private static final long ANSWERED = 24;
    private static final Duration TO_ANSWER = Duration.ofSeconds(10);
    private static final ValueLayout.OfLong LE64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort LE16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final TestVmm vmm;

    public Wire(TestVmm vmm) {
        this.vmm = vmm;
    }

    /// A request with room of `capacity` bytes for its response, in one descriptor each.
    ///
    /// @return the bytes the device says it wrote, after checking that it wrote no other
    public byte[] exchange(int queue, byte[] request, int capacity) {
        long at = vmm.ram().allocate((long) request.length + capacity + GUARD);
        try {
            long answer = at + request.length;
            MemorySegment room = fill(answer, capacity + GUARD);
            List<DriverQueue.Buffer> chain = new ArrayList<>();
            if (request.length > 0) {
                put(at, request);
                chain.add(new DriverQueue.Buffer(at, request.length, false));
            }
            if (capacity > 0) {
                chain.add(new DriverQueue.Buffer(answer, capacity, true));
            }
            int head = vmm.queue(queue).submit(chain);
            long written = finish(queue, head);
            byte[] bytes = room.toArray(JAVA_BYTE);
            byte[] untouched = new byte[bytes.length - (int) written];
            Arrays.fill(untouched, PATTERN);
            Expect.bytes(
                    untouched, Arrays.copyOfRange(bytes, (int) written, bytes.length), "behind it");
            return Arrays.copyOf(bytes, (int) written);
        } finally {
            vmm.ram().free(at, (long) request.length + capacity + GUARD);
        }
    }

    /// Sends a request on the control queue, with room for an answer of a header, and waits for
    /// nothing.
    ///
    /// @return where both are, for [#answer]
    public long submit(byte[] request) {
        long at = vmm.ram().allocate(ASKED + ANSWERED);
        put(at, request);
        int _ =
                vmm.queue(Vmm.CONTROL_QUEUE)
                        .submit(
                                List.of(
                                        new DriverQueue.Buffer(at, request.length, false),
                                        new DriverQueue.Buffer(at + ASKED, ANSWERED, true)));
        vmm.queue(Vmm.CONTROL_QUEUE).kick();
        return at;
    }

    /// The type of the answer to what was submitted, once it has come.
    public int answer(long at) {
        int type = vmm.ram().at(at + ASKED, ANSWERED).get(LE32, 0);
        vmm.ram().free(at, ASKED + ANSWERED);
        return type;
    }

    /// Memory full of the pattern.
    public MemorySegment fill(long gpa, long length) {
        return vmm.ram().at(gpa, length).fill(PATTERN);
    }

    public void put(long gpa, byte[] bytes) {
        MemorySegment.copy(bytes, 0, vmm.ram().at(gpa, bytes.length), JAVA_BYTE, 0, bytes.length);
    }

    /// Writes a descriptor into any table in guest memory.
    public void descriptor(long table, int index, long address, int length, int flags, int next) {
        MemorySegment d = vmm.ram().at(table + (long) index * DESCRIPTOR, DESCRIPTOR);
        d.set(LE64, 0, address);
        d.set(LE32, 8, length);
        d.set(LE16, 12, (short) flags);
        d.set(LE16, 14, (short) next);
    }

    /// Makes a chain available whose descriptors were written by hand, and waits for it to come
    /// back.
    ///
    /// @return bytes the device says it wrote
    public long publish(int queue, int head) {
        vmm.queue(queue).publishRawHead(head);
        return finish(queue, head);
    }

    private long finish(int queue, int head) {
        vmm.queue(queue).kick();
        DriverQueue.Completion done = vmm.queue(queue).await(TO_ANSWER);
        Expect.equal(head, done.head(), "the head");
        return done.written();
    }
}
