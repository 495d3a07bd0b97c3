// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.zeropane.linux.EventFd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The driver's side of a split virtqueue (VIRTIO 1.3 §2.7). Owned by one thread.
///
/// ```
/// descriptor: u64 addr | u32 len | u16 flags | u16 next          x size
/// available:  u16 flags | u16 idx | u16 ring[size] | u16 used_event
/// used:       u16 flags | u16 idx | { u32 id | u32 len } x size | u16 avail_event
/// ```
public class DriverQueue {
    public static final int VIRTQ_DESC_F_NEXT = 1;
    public static final int VIRTQ_DESC_F_WRITE = 2;
    public static final int VIRTQ_DESC_F_INDIRECT = 4;
    private static final int VIRTQ_USED_F_NO_NOTIFY = 1;
    private static final int DESCRIPTOR = 16;
    private static final long IDX = 2;
    private static final long RING = 4;
    private static final int USED_ELEMENT = 8;

    /// Entries set aside for each head's indirect table; longer chains go without one.
    private static final int LONGEST_TABLE = 64;

    private static final int SPINS = 64;
    private static final long NAP_NANOS = 50_000;

    private static final ValueLayout.OfShort LE16 = JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt LE32 = JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LE64 = JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U16 = LE16.varHandle().withInvokeExactBehavior();

    /// A piece of a request or response in guest memory.
    public record Buffer(long gpa, long length, boolean deviceWrites) {}

    /// A used element: which chain, and how many bytes the device says it wrote.
    public record Completion(int head, long written) {}

    private final String name;
    private final int size;
    private final EventFd kick;
    private final EventFd call;
    private final long descriptorsAt;
    private final long availAt;
    private final long usedAt;
    private final long tablesAt;
    private final int tableSize;
    private final MemorySegment memory;
    private final MemorySegment descriptors;
    private final MemorySegment avail;
    private final MemorySegment used;
    private final short[] next;
    private final int[] chainLength;
    private boolean indirect;
    private boolean eventIdx;
    private int firstFree;
    private int freeCount;
    private int availIdx;
    private int kickedIdx;
    private int lastUsed;
    private BooleanSupplier meanwhile = () -> false;
    private int completedHead;
    private long completedBytes;

    /// A queue with zeroed rings in `ram`, which it takes for good.
    ///
    /// @param size a power of two
    protected DriverQueue(GuestRam ram, int index, int size, EventFd kick, EventFd call) {
        this.name = "queue " + index;
        this.size = size;
        this.kick = kick;
        this.call = call;
        descriptorsAt = ram.allocatePermanent((long) size * DESCRIPTOR);
        availAt = ram.allocatePermanent(RING + size * 2L + 2);
        usedAt = ram.allocatePermanent(RING + (long) size * USED_ELEMENT + 2);
        tableSize = Math.min(size, LONGEST_TABLE);
        tablesAt = ram.allocatePermanent((long) size * tableSize * DESCRIPTOR);
        memory = ram.memory();
        descriptors = ram.at(descriptorsAt, (long) size * DESCRIPTOR);
        avail = ram.at(availAt, RING + size * 2L + 2);
        used = ram.at(usedAt, RING + (long) size * USED_ELEMENT + 2);
        next = new short[size];
        chainLength = new int[size];
        clear();
    }

    void meanwhile(BooleanSupplier work) {
        meanwhile = work;
    }

    void negotiated(boolean useIndirect, boolean useEventIdx) {
        indirect = useIndirect;
        eventIdx = useEventIdx;
    }

    /// Begins anew with zeroed rings, as a driver does after a device reset.
    protected void reset() {
        clear();
    }

    private void clear() {
        descriptors.fill((byte) 0);
        avail.fill((byte) 0);
        used.fill((byte) 0);
        Arrays.fill(chainLength, 0);
        for (int i = 0; i < size; i++) {
            next[i] = (short) (i + 1);
        }
        firstFree = 0;
        freeCount = size;
        availIdx = 0;
        kickedIdx = 0;
        lastUsed = 0;
    }

    /// Makes a chain of the buffers available; [#kick] tells the device.
    ///
    /// @return the chain's head, which its [Completion] names
    /// @throws FrontendException.NoRoom if the ring is full
    public int submit(List<Buffer> buffers) {
        int count = buffers.size();
        int head = begin(count);
        int at = firstEntry(head, count);
        for (int i = 0; i < count; i++) {
            Buffer buffer = buffers.get(i);
            at = entry(head, at, i, count, buffer.gpa(), buffer.length(), buffer.deviceWrites());
        }
        return publish(head, count);
    }

    /// As [#submit] with one buffer each way, for callers that must not allocate.
    int submit(long request, int requestLength, long response, int responseLength) {
        int head = begin(2);
        int at = firstEntry(head, 2);
        at = entry(head, at, 0, 2, request, requestLength, false);
        entry(head, at, 1, 2, response, responseLength, true);
        return publish(head, 2);
    }

    private boolean isIndirect(int count) {
        return indirect && count > 1 && count <= tableSize;
    }

    private int begin(int count) {
        if (count < 1 || count > size) {
            throw new IllegalArgumentException("a chain of " + count + " buffers in " + size);
        }
        if (freeCount < (isIndirect(count) ? 1 : count)) {
            throw new FrontendException.NoRoom(name + " is full");
        }
        return firstFree;
    }

    private int firstEntry(int head, int count) {
        return isIndirect(count) ? 0 : head;
    }

    /// Writes the chain's `i`th descriptor at index `at` and returns the index of the following.
    private int entry(int head, int at, int i, int count, long gpa, long length, boolean write) {
        boolean inTable = isIndirect(count);
        int following = inTable ? at + 1 : next[at] & 0xffff;
        boolean last = i == count - 1;
        int flags = (last ? 0 : VIRTQ_DESC_F_NEXT) | (write ? VIRTQ_DESC_F_WRITE : 0);
        long table = inTable ? tableOf(head) : descriptorsAt;
        describe(table + (long) at * DESCRIPTOR, gpa, length, flags, last ? 0 : following);
        return following;
    }

    private long tableOf(int head) {
        return tablesAt + (long) head * tableSize * DESCRIPTOR;
    }

    private void describe(long at, long gpa, long length, int flags, int following) {
        memory.set(LE64, at, gpa);
        memory.set(LE32, at + 8, (int) length);
        memory.set(LE16, at + 12, (short) flags);
        memory.set(LE16, at + 14, (short) following);
    }

    private int publish(int head, int count) {
        int taken = count;
        if (isIndirect(count)) {
            taken = 1;
            long length = (long) count * DESCRIPTOR;
            long at = descriptorsAt + (long) head * DESCRIPTOR;
            describe(at, tableOf(head), length, VIRTQ_DESC_F_INDIRECT, 0);
        }
        for (int i = 0; i < taken; i++) {
            firstFree = next[firstFree] & 0xffff;
        }
        freeCount -= taken;
        chainLength[head] = taken;
        makeAvailable(head);
        return head;
    }

    /// Puts a head into the available ring, whatever its descriptors say.
    protected final void makeAvailable(int head) {
        avail.set(LE16, RING + (availIdx & (size - 1)) * 2L, (short) head);
        setAvailIdx(availIdx + 1);
    }

    /// Shows the device that so many chains, modulo 65536, were made available.
    protected final void setAvailIdx(int idx) {
        availIdx = idx & 0xffff;
        // Pairs with the device's acquire of `idx`: it then sees the ring entry and descriptors.
        U16.setRelease(avail, IDX, (short) availIdx);
    }

    /// Tells the device about what was submitted, unless it has said that it will see by itself
    /// (§2.7.10).
    public void kick() {
        int old = kickedIdx;
        kickedIdx = availIdx;
        // Between publishing `idx` and reading whether a kick is wanted: the device does the same
        // in the opposite order, and without both fences each could miss the other's store.
        VarHandle.fullFence();
        if (eventIdx) {
            int event = (short) U16.getAcquire(used, RING + (long) size * USED_ELEMENT) & 0xffff;
            if ((availIdx - event - 1 & 0xffff) >= (availIdx - old & 0xffff)) {
                return;
            }
        } else if (((short) U16.getAcquire(used, 0L) & VIRTQ_USED_F_NO_NOTIFY) != 0) {
            return;
        }
        kick.signal();
    }

    /// Signals the kick eventfd, wanted or not.
    public void kickAlways() {
        kickedIdx = availIdx;
        kick.signal();
    }

    /// The next completion that is there already, if any.
    public Optional<Completion> poll() {
        return next()
                ? Optional.of(new Completion(completedHead, completedBytes))
                : Optional.empty();
    }

    /// The next completion, waiting for it as a guest does: only the call eventfd wakes it.
    ///
    /// @throws FrontendException.TimedOut if none comes
    /// @throws FrontendException.LostWakeUp if one came without the signal that was asked for
    public Completion await(Duration timeout) {
        waitFor(1, timeout.toNanos());
        next();
        return new Completion(completedHead, completedBytes);
    }

    /// Waits until `count` completions are there; [#next] takes them.
    void waitFor(int count, long nanos) {
        if (waiting() >= count) {
            return;
        }
        if (eventIdx) {
            U16.setRelease(avail, RING + size * 2L, (short) (lastUsed + count - 1));
        }
        // Between asking for a signal and looking once more, or the last one slips through.
        VarHandle.fullFence();
        long deadline = System.nanoTime() + nanos;
        for (int round = 0; waiting() < count; ) {
            while (call.drain() == 0) {
                if (System.nanoTime() - deadline > 0) {
                    throw giveUp(count);
                }
                if (meanwhile.getAsBoolean()) {
                    round = 0;
                } else if (round++ < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(NAP_NANOS);
                }
            }
        }
    }

    private FrontendException giveUp(int count) {
        return waiting() >= count && call.drain() == 0
                ? new FrontendException.LostWakeUp(
                        name + ": buffers were used, but the call eventfd was not signalled")
                : new FrontendException.TimedOut(
                        name + ": " + waiting() + " of " + count + " requests completed");
    }

    private int waiting() {
        // Pairs with the device's release of `idx`: the used elements before it are then visible.
        int count = ((short) U16.getAcquire(used, IDX) & 0xffff) - lastUsed & 0xffff;
        if (count > size) {
            usedWrongly(count + " of " + size);
        }
        return count;
    }

    /// Takes the next completion, if any, into [#completedHead] and [#completedBytes].
    boolean next() {
        if (waiting() == 0) {
            return false;
        }
        long at = RING + (long) (lastUsed & (size - 1)) * USED_ELEMENT;
        completedHead = used.get(LE32, at);
        completedBytes = Integer.toUnsignedLong(used.get(LE32, at + 4));
        lastUsed = lastUsed + 1 & 0xffff;
        release(completedHead);
        return true;
    }

    /// The device used what it was not given.
    ///
    /// @throws FrontendException always, here
    protected void usedWrongly(String what) {
        throw new FrontendException(name + ": the device used " + what);
    }

    private void release(int head) {
        if (head < 0 || head >= size || chainLength[head] == 0) {
            usedWrongly(head + ", not submitted");
            return;
        }
        int last = head;
        for (int i = 1; i < chainLength[head]; i++) {
            last = next[last] & 0xffff;
        }
        next[last] = (short) firstFree;
        firstFree = head;
        freeCount += chainLength[head];
        chainLength[head] = 0;
    }

    int completedHead() {
        return completedHead;
    }

    long completedBytes() {
        return completedBytes;
    }

    public int size() {
        return size;
    }

    public long descriptorsAddress() {
        return descriptorsAt;
    }

    public long availAddress() {
        return availAt;
    }

    public long usedAddress() {
        return usedAt;
    }

    /// Chains made available so far, modulo 65536.
    public int availIdx() {
        return availIdx;
    }

    public EventFd kickFd() {
        return kick;
    }

    public EventFd callFd() {
        return call;
    }
}
