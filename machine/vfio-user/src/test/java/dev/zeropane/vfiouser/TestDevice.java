// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.pci.Bar;
import dev.zeropane.pci.Capability;
import dev.zeropane.pci.MappableMemory;
import dev.zeropane.pci.MappableMemory.Area;
import dev.zeropane.pci.PciDevice;
import dev.zeropane.pci.PciIdentity;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A function with memory that may be mapped (BAR 0), registers (BAR 2), and memory of which parts
/// may be mapped (BAR 4).
final class TestDevice implements PciDevice {
    static final int PAGE = Math.toIntExact(Mapping.PAGE_SIZE);
    static final int MEMORY = 0;
    static final int MEMORY_SIZE = 16 * PAGE;
    static final int REGISTERS = 2;
    static final int REGISTERS_SIZE = PAGE;
    static final int PARTS = 4;
    static final int PARTS_SIZE = 8 * PAGE;
    static final List<Area> AREAS = List.of(new Area(0, PAGE), new Area(4L * PAGE, 2L * PAGE));

    /// A register that a read changes, in [#REGISTERS]: how often it was read.
    static final int READS = 0x100;

    /// Reading or writing this register, in [#REGISTERS], finds a mistake of the device.
    static final int BROKEN = 0x200;

    private final Memory memory = new Memory("test whole", MEMORY_SIZE, List.of());
    private final Memory parts = new Memory("test parts", PARTS_SIZE, AREAS);
    private final Registers registers = new Registers();
    private volatile boolean closed;
    private final AtomicInteger resets = new AtomicInteger();

    @Override
    public PciIdentity identity() {
        return new PciIdentity(0x1234, 0x1111, 0x1af4, 0x1100, 0x038000, 2);
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(new Capability(9, new byte[] {4, 0x55}, new byte[] {0, 0x0f}));
    }

    @Override
    public SortedMap<Integer, Bar> bars() {
        SortedMap<Integer, Bar> bars = new TreeMap<>();
        bars.put(MEMORY, memory);
        bars.put(REGISTERS, registers);
        bars.put(PARTS, parts);
        return bars;
    }

    /// The device's own view of the memory behind [#MEMORY].
    MemorySegment memory() {
        return memory.mapping.segment();
    }

    int resets() {
        return resets.get();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void reset() {
        int _ = resets.incrementAndGet();
        registers.bytes.fill((byte) 0);
    }

    @Override
    public void close() {
        closed = true;
        memory.close();
        parts.close();
    }

    private static final class Memory implements Bar {
        private final Fd fd;
        private final Mapping mapping;
        private final long size;
        private final List<Area> areas;

        Memory(String name, long size, List<Area> areas) {
            this.fd = Memfd.create(name, size);
            this.mapping = Mapping.of(fd, 0, size, Mapping.Access.READ_WRITE);
            this.size = size;
            this.areas = areas;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public boolean isPrefetchable() {
            return true;
        }

        @Override
        public Optional<MappableMemory> memory() {
            return Optional.of(
                    areas.isEmpty()
                            ? MappableMemory.whole(fd, size)
                            : new MappableMemory(fd, areas));
        }

        @Override
        public void read(long offset, MemorySegment target) {
            target.copyFrom(mapping.segment().asSlice(offset, target.byteSize()));
        }

        @Override
        public void write(long offset, MemorySegment source) {
            mapping.segment().asSlice(offset, source.byteSize()).copyFrom(source);
        }

        void close() {
            mapping.close();
            fd.close();
        }
    }

    private static final class Registers implements Bar {
        private final MemorySegment bytes = MemorySegment.ofArray(new byte[REGISTERS_SIZE]);

        @Override
        public long size() {
            return REGISTERS_SIZE;
        }

        @Override
        public boolean isPrefetchable() {
            return false;
        }

        /// Leaves the last page's quarter alone, so that it reads as zero.
        @Override
        public void read(long offset, MemorySegment target) {
            check(offset, target);
            if (offset >= REGISTERS_SIZE * 3L / 4) {
                return;
            }
            if (offset == READS) {
                byte before = bytes.get(ValueLayout.JAVA_BYTE, READS);
                bytes.set(ValueLayout.JAVA_BYTE, READS, (byte) (before + 1));
            }
            target.copyFrom(bytes.asSlice(offset, target.byteSize()));
        }

        @Override
        public void write(long offset, MemorySegment source) {
            check(offset, source);
            bytes.asSlice(offset, source.byteSize()).copyFrom(source);
        }

        private static void check(long offset, MemorySegment data) {
            if (data.byteSize() == 0) {
                throw new AssertionError("an access of no bytes");
            }
            if (offset == BROKEN) {
                throw new IllegalStateException("broken register");
            }
        }
    }
}
