// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestRegion;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A queue of ours over a piece of memory, and what a driver writes there.
abstract class SplitQueueRig {
    static final long RAM = 1 << 20;
    static final int SIZE = 8;
    static final long DESC = 0x1000;
    static final long AVAIL = 0x2000;
    static final long USED = 0x3000;
    static final long DATA = 0x10000;
    static final int NEXT = 1;
    static final int WRITE = 2;
    static final int INDIRECT = 4;
    static final RingAddresses RING = new RingAddresses(DESC, AVAIL, USED);

    final List<String> broken = new ArrayList<>();
    final List<String> dropped = new ArrayList<>();
    int calls;
    Fd fd;
    Mapping mapping;
    MemorySegment ram;
    GuestRegion region;
    GuestMemory memory;
    SplitQueue queue;
    int availIdx;

    @BeforeEach
    void setUp() {
        fd = Memfd.create("ram", RAM);
        fd.addSeals(Seals.FIXED_SIZE);
        mapping = Mapping.of(fd, 0, RAM, Mapping.Access.READ_WRITE);
        ram = mapping.segment();
        region = GuestRegion.map(fd.dup(), 0, RAM, 0);
        memory = GuestMemory.of(List.of(region));
        queue =
                new SplitQueue(
                        new SplitQueue.Events() {
                            @Override
                            public void call() {
                                calls++;
                            }

                            @Override
                            public void broken(String reason) {
                                broken.add(reason);
                            }

                            @Override
                            public void dropped(String reason) {
                                dropped.add(reason);
                            }
                        });
        assertEquals(Optional.empty(), queue.start(memory, RING, SIZE, 0, false));
    }

    @AfterEach
    void tearDown() {
        region.close();
        mapping.close();
        fd.close();
    }

    void descriptor(long table, int i, long address, int length, int flags, int next) {
        ram.set(ValueLayout.JAVA_LONG, table + 16L * i, address);
        ram.set(ValueLayout.JAVA_INT, table + 16L * i + 8, length);
        ram.set(ValueLayout.JAVA_SHORT, table + 16L * i + 12, (short) flags);
        ram.set(ValueLayout.JAVA_SHORT, table + 16L * i + 14, (short) next);
    }

    void publish(int head) {
        ram.set(ValueLayout.JAVA_SHORT, AVAIL + 4 + 2L * (availIdx % SIZE), (short) head);
        ram.set(ValueLayout.JAVA_SHORT, AVAIL + 2, (short) ++availIdx);
    }

    int usedIdx() {
        return Short.toUnsignedInt(ram.get(ValueLayout.JAVA_SHORT, USED + 2));
    }

    int usedId(int i) {
        return ram.get(ValueLayout.JAVA_INT, USED + 4 + 8L * (i % SIZE));
    }

    int usedLength(int i) {
        return ram.get(ValueLayout.JAVA_INT, USED + 8 + 8L * (i % SIZE));
    }

    static MemorySegment bytes(int... values) {
        byte[] b = new byte[values.length];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) values[i];
        }
        return MemorySegment.ofArray(b);
    }

    /// A request of two bytes with room for four, its buffers apart.
    void request(int head) {
        descriptor(DESC, head, DATA, 1, NEXT, head + 1);
        descriptor(DESC, head + 1, DATA + 100, 1, NEXT, head + 2);
        descriptor(DESC, head + 2, DATA + 200, 4, WRITE, 0);
        ram.set(ValueLayout.JAVA_BYTE, DATA, (byte) 7);
        ram.set(ValueLayout.JAVA_BYTE, DATA + 100, (byte) 8);
        publish(head);
    }
}
