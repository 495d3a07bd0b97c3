// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestRegion;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import dev.zeropane.virtio.RingAddresses;
import dev.zeropane.virtio.SplitQueue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// A driver's side of a queue, in memory of the test and on its thread. A chain that is dropped or
/// a queue that breaks fails the test.
final class DriverRing {
    private static final int ENTRIES = 16;
    private static final int DESCRIPTOR = 16;
    private static final long AVAILABLE = 0x1000;
    private static final long USED = 0x2000;
    private static final int NEXT = 1;
    private static final int WRITE = 2;

    /// Guest RAM as its guest sees it. Devices get regions of it.
    static final class Ram implements AutoCloseable {
        private final Fd file;
        private final Mapping mapping;

        Ram(long size) {
            file = Memfd.create("ram", size);
            file.addSeals(Seals.FIXED_SIZE);
            mapping = Mapping.of(file, 0, size, Mapping.Access.READ_WRITE);
        }

        MemorySegment bytes() {
            return mapping.segment();
        }

        /// For a device; the caller closes it.
        GuestRegion region(long address, long size, long offset) {
            return GuestRegion.map(file.dup(), address, size, offset);
        }

        @Override
        public void close() {
            mapping.close();
            file.close();
        }
    }

    private final MemorySegment ram;
    private final long at;
    private final SplitQueue queue = new SplitQueue(new Events());
    private int made;
    private int signals;

    private final class Events implements SplitQueue.Events {
        @Override
        public void call() {
            signals++;
        }

        @Override
        public void broken(String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void dropped(String reason) {
            throw new AssertionError(reason);
        }
    }

    /// @param at where its rings are: three pages
    DriverRing(Ram ram, long at) {
        this.ram = ram.bytes();
        this.at = at;
    }

    /// The device's side.
    SplitQueue queue() {
        return queue;
    }

    void start(GuestMemory memory, int base) {
        Optional<String> wrong =
                queue.start(
                        memory,
                        new RingAddresses(at, at + AVAILABLE, at + USED),
                        ENTRIES,
                        base,
                        false);
        if (wrong.isPresent()) {
            throw new AssertionError(wrong.get());
        }
    }

    /// Makes a request available that lies in memory already.
    void offer(long request, int length, long answer, int room) {
        int head = 2 * made % ENTRIES;
        descriptor(head, request, length, NEXT, head + 1);
        descriptor(head + 1, answer, room, WRITE, 0);
        long slot = at + AVAILABLE + 4 + 2L * (made % ENTRIES);
        ram.set(ValueLayout.JAVA_SHORT, slot, (short) head);
        made++;
        ram.set(ValueLayout.JAVA_SHORT, at + AVAILABLE + 2, (short) made);
    }

    private void descriptor(int index, long address, int length, int flags, int next) {
        long entry = at + (long) DESCRIPTOR * index;
        ram.set(ValueLayout.JAVA_LONG, entry, address);
        ram.set(ValueLayout.JAVA_INT, entry + 8, length);
        ram.set(ValueLayout.JAVA_SHORT, entry + 12, (short) flags);
        ram.set(ValueLayout.JAVA_SHORT, entry + 14, (short) next);
    }

    /// How many requests were made available.
    int made() {
        return made;
    }

    /// How many are answered.
    int answered() {
        return ram.get(ValueLayout.JAVA_SHORT, at + USED + 2);
    }

    /// How many bytes the device says it wrote for the first of them.
    int firstWritten() {
        return ram.get(ValueLayout.JAVA_INT, at + USED + 4 + 4);
    }

    /// How often the driver was told of answers.
    int signals() {
        return signals;
    }
}
