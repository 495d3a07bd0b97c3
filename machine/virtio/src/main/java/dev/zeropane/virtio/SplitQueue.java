// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import static dev.zeropane.virtio.protocol.AvailableRing.VIRTQ_AVAIL_F_NO_INTERRUPT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.virtio.protocol.AvailableRing;
import dev.zeropane.virtio.protocol.UsedRing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Optional;

/// The device's side of a split virtqueue (VIRTIO 1.3 §2.7). Device thread only.
///
/// A faulty chain is returned unanswered (written length 0) and the queue continues; faulty indices
/// break the queue, which then stops until it is set up again.
public final class SplitQueue implements VirtQueue {
    /// The largest queue size the specification allows.
    public static final int MAX_SIZE = 32768;

    /// The limit of buffers of all outstanding chains: those of 64 chains of the greatest length.
    /// Chains may share an indirect table, so without a limit rings of [#MAX_SIZE] could make a
    /// device use half a gigabyte.
    static final int MAX_BUFFERS = 64 * DescriptorWalk.MAX_DESCRIPTORS;

    private static final ValueLayout.OfShort LE16 = JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt LE32 = JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U16 = LE16.varHandle().withInvokeExactBehavior();

    /// Callbacks to the queue's transport.
    public interface Events {
        /// Signal the driver: there are new answers.
        void call();

        /// The queue broke, as `reason` says: signal the VMM.
        void broken(String reason);

        /// A chain was faulty, as `reason` says, and was returned unanswered.
        void dropped(String reason);
    }

    private final Events events;
    private final ArrayDeque<PendingAnswer> pending = new ArrayDeque<>();

    private GuestMemory memory = GuestMemory.EMPTY;
    private RingAddresses addresses;
    private MemorySegment descriptors;
    private MemorySegment available;
    private MemorySegment used;
    private int size;
    private SplitChain[] outstanding = {};
    private boolean eventIdx;
    private boolean running;
    private boolean enabled = true;
    private int buffers;
    private int nextAvailable;
    private int nextUsed;
    private int signalled;
    private boolean unsignalled;
    private int generation;

    private record PendingAnswer(SplitChain chain, byte[] response) {}

    public SplitQueue(Events events) {
        this.events = events;
    }

    /// Sets the queue up and starts it. Delivers the answers that were given while it was stopped.
    ///
    /// @param size entries, a power of two up to [#MAX_SIZE]
    /// @param base index of the next available entry to take
    /// @return why the ring cannot be used, in which case nothing has changed; empty if it is used
    public Optional<String> start(
            GuestMemory memory, RingAddresses addresses, int size, int base, boolean eventIdx) {
        if (size <= 0 || size > MAX_SIZE || Integer.bitCount(size) != 1) {
            return Optional.of("queue size " + size + " is not a power of two");
        }
        Optional<RingAddresses.Parts> parts = addresses.resolve(memory, size);
        if (parts.isEmpty()) {
            return Optional.of("the ring is misaligned or not in guest memory: " + addresses);
        }
        if (size != this.size) {
            this.size = size;
            outstanding = new SplitChain[size];
            buffers = 0;
            pending.clear();
            generation++;
        }
        this.memory = memory;
        this.addresses = addresses;
        this.eventIdx = eventIdx;
        adopt(parts.get());
        nextAvailable = base & 0xffff;
        // Read back, not derived from base: entries taken before may still be unanswered.
        nextUsed = Short.toUnsignedInt((short) U16.getAcquire(used, UsedRing.IDX));
        signalled = nextUsed;
        running = true;
        if (unsignalled) {
            // Answers delivered before the stop, for which the driver was not signalled.
            unsignalled = false;
            events.call();
        }
        deliverPending();
        return Optional.empty();
    }

    /// Enables or disables the queue, which is enabled at first. While it is disabled, it takes no
    /// requests and delivers no answers; enabling it delivers them.
    public void enable(boolean on) {
        enabled = on;
        deliverPending();
    }

    private void deliverPending() {
        Optional<Throwable> failure = Optional.empty();
        while (isServed() && !pending.isEmpty()) {
            PendingAnswer answer = pending.poll();
            try {
                deliver(
                        answer.chain,
                        MemorySegment.ofArray(answer.response),
                        answer.response.length);
            } catch (RuntimeException | Error e) {
                // Deliver the other answers all the same; report only one failure.
                failure = Optional.of(e);
            }
        }
        signal();
        if (failure.isPresent()) {
            throw new IllegalStateException("an answer could not be given", failure.get());
        }
    }

    private void adopt(RingAddresses.Parts parts) {
        descriptors = parts.descriptors();
        available = parts.available();
        used = parts.used();
    }

    /// Stops taking requests and delivering answers; drops none of them.
    ///
    /// @return index of the next available entry that would have been taken
    public int stop() {
        running = false;
        return nextAvailable;
    }

    /// Stops the queue and forgets all outstanding chains: late answers are dropped.
    public void reset() {
        stop();
        pending.clear();
        outstanding = new SplitChain[size];
        buffers = 0;
        nextAvailable = 0;
        unsignalled = false;
        generation++;
    }

    /// The memory table was replaced: finds the rings again. A running queue whose ring is gone
    /// breaks.
    public void memoryReplaced(GuestMemory memory) {
        this.memory = memory;
        if (!running) {
            return;
        }
        Optional<RingAddresses.Parts> parts = addresses.resolve(memory, size);
        if (parts.isPresent()) {
            adopt(parts.get());
        } else {
            markBroken("the memory that held the ring was removed");
        }
    }

    public boolean isRunning() {
        return running;
    }

    /// Whether the queue runs and is enabled.
    public boolean isServed() {
        return running && enabled;
    }

    /// Whether requests are waiting. If not, the driver was asked to kick for the next one.
    public boolean hasAvailable() {
        return isServed() && waiting() != 0;
    }

    /// Index of the next available entry to take.
    public int position() {
        return nextAvailable;
    }

    /// Breaks a running queue, as `reason` says.
    public void fail(String reason) {
        if (running) {
            markBroken(reason);
        }
    }

    /// The number of waiting requests according to the driver, any 16-bit number. If it is 0, the
    /// driver is asked to kick for the next request, and the number is read once more.
    private int waiting() {
        int waiting = (availableIndex() - nextAvailable) & 0xffff;
        if (waiting != 0 || !eventIdx) {
            return waiting;
        }
        used.set(LE16, UsedRing.availableEvent(size), (short) nextAvailable);
        // avail_event must be visible before idx is read again, or a request made in between brings
        // no kick and is not seen (VIRTIO 1.3 §2.7.10).
        VarHandle.fullFence();
        return (availableIndex() - nextAvailable) & 0xffff;
    }

    private int availableIndex() {
        // Pairs with the driver's release store of idx after it filled ring and descriptors.
        return Short.toUnsignedInt((short) U16.getAcquire(available, AvailableRing.IDX));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Optional<Chain> pop() {
        // Faulty chains count as requests: a turn ends after at most one ring of them.
        for (int drops = 0; drops <= size && isServed(); drops++) {
            // Read once: the driver may set it back between two reads.
            int waiting = waiting();
            if (waiting == 0) {
                return Optional.empty();
            }
            if (waiting > size) {
                markBroken(
                        "the driver made " + waiting + " requests available in a ring of " + size);
                return Optional.empty();
            }
            int head =
                    Short.toUnsignedInt(
                            available.get(LE16, AvailableRing.entry(nextAvailable & (size - 1))));
            if (head >= size) {
                markBroken("the driver made descriptor " + head + " of " + size + " available");
                return Optional.empty();
            }
            if (outstanding[head] != null) {
                markBroken("the driver made descriptor " + head + " available twice");
                return Optional.empty();
            }
            nextAvailable = (nextAvailable + 1) & 0xffff;
            SplitChain chain = new SplitChain(this, head, generation);
            outstanding[head] = chain;
            Optional<String> wrong = read(chain);
            if (wrong.isEmpty()) {
                return Optional.of(chain);
            }
            chain.complete(MemorySegment.NULL, 0);
            events.dropped(wrong.get());
        }
        return Optional.empty();
    }

    private Optional<String> read(SplitChain chain) {
        boolean done = false;
        try {
            Optional<String> wrong =
                    DescriptorWalk.walk(memory, descriptors, size, chain.head(), chain::add);
            buffers += chain.buffers();
            done = true;
            return wrong.isEmpty() && buffers > MAX_BUFFERS
                    ? Optional.of("more than " + MAX_BUFFERS + " buffers are outstanding")
                    : wrong;
        } finally {
            if (!done) {
                // A chain that could not be read is returned all the same.
                buffers += chain.buffers();
                chain.complete(MemorySegment.NULL, 0);
            }
        }
    }

    @Override
    public void signal() {
        if (!running || !unsignalled) {
            return;
        }
        // The used index must be visible before the driver's flags or event index are read, or the
        // driver may wait for a signal that never comes.
        VarHandle.fullFence();
        boolean wanted;
        if (eventIdx) {
            int event = Short.toUnsignedInt(available.get(LE16, AvailableRing.usedEvent(size)));
            // VIRTIO 1.3 §2.7.10: whether the event index is among the entries used since the last
            // signal.
            wanted = ((nextUsed - event - 1) & 0xffff) < ((nextUsed - signalled) & 0xffff);
        } else {
            wanted = (available.get(LE16, AvailableRing.FLAGS) & VIRTQ_AVAIL_F_NO_INTERRUPT) == 0;
        }
        signalled = nextUsed;
        unsignalled = false;
        if (wanted) {
            events.call();
        }
    }

    GuestMemory memory() {
        return memory;
    }

    void complete(SplitChain chain, MemorySegment response, long length) {
        if (chain.generation() != generation) {
            return;
        }
        if (isServed()) {
            deliver(chain, response, length);
        } else {
            int cut = (int) Math.min(length, chain.writable());
            byte[] copy = new byte[cut];
            MemorySegment.copy(response, 0, MemorySegment.ofArray(copy), 0, cut);
            pending.add(new PendingAnswer(chain, copy));
        }
    }

    private void deliver(SplitChain chain, MemorySegment response, long length) {
        long written = 0;
        try {
            written = chain.write(memory, response, length);
        } finally {
            // Return the chain also without an answer, or the driver would wait for ever.
            returnChain(chain, written);
        }
    }

    private void returnChain(SplitChain chain, long written) {
        buffers -= chain.buffers();
        long at = UsedRing.element(nextUsed & (size - 1));
        used.set(LE32, at + UsedRing.ID, chain.head());
        used.set(LE32, at + UsedRing.LEN, (int) written);
        outstanding[chain.head()] = null;
        nextUsed = (nextUsed + 1) & 0xffff;
        // Pairs with the driver's acquire of idx: the element is complete before idx includes it.
        U16.setRelease(used, UsedRing.IDX, (short) nextUsed);
        unsignalled = true;
    }

    private void markBroken(String reason) {
        signal();
        running = false;
        events.broken(reason);
    }
}
