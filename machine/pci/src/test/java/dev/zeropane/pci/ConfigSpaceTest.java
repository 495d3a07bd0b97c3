// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigSpaceTest {
    private static final PciIdentity IDENTITY =
            new PciIdentity(0x1234, 0x1111, 0x1af4, 0x1100, 0x038000, 2);
    private static final int ONES = 0xffffffff;

    private record Function(List<Capability> capabilities, SortedMap<Integer, Bar> bars)
            implements PciDevice {
        @Override
        public PciIdentity identity() {
            return IDENTITY;
        }

        @Override
        public void reset() {}

        @Override
        public void close() {}
    }

    private record EmptyBar(long size, boolean isPrefetchable) implements Bar {
        @Override
        public void read(long offset, MemorySegment target) {}

        @Override
        public void write(long offset, MemorySegment source) {}
    }

    private static ConfigSpace withBars(Map<Integer, Bar> bars) {
        return new ConfigSpace(new Function(List.of(), new TreeMap<>(bars)));
    }

    private static ConfigSpace withCapabilities(Capability... capabilities) {
        return new ConfigSpace(new Function(List.of(capabilities), new TreeMap<>()));
    }

    private static Capability fixed(int id, int... body) {
        byte[] bytes = new byte[body.length];
        for (int i = 0; i < body.length; i++) {
            bytes[i] = (byte) body[i];
        }
        return new Capability(id, bytes, new byte[body.length]);
    }

    /// Little-endian, as long as `bytes`.
    private static int read(ConfigSpace space, int offset, int bytes) {
        byte[] target = new byte[bytes];
        space.read(offset, MemorySegment.ofArray(target));
        int value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = (value << 8) | Byte.toUnsignedInt(target[i]);
        }
        return value;
    }

    private static void write(ConfigSpace space, int offset, int bytes, int value) {
        byte[] source = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            source[i] = (byte) (value >> (8 * i));
        }
        space.write(offset, MemorySegment.ofArray(source));
    }

    @Test
    void accessBeyondTheEnd_isRefused() {
        ConfigSpace space = withBars(Map.of());
        for (long offset : new long[] {-1, 253, 256, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE}) {
            MemorySegment four = MemorySegment.ofArray(new byte[4]);
            assertThrows(IndexOutOfBoundsException.class, () -> space.read(offset, four));
            assertThrows(IndexOutOfBoundsException.class, () -> space.write(offset, four));
        }
        MemorySegment more = MemorySegment.ofArray(new byte[257]);
        assertThrows(IndexOutOfBoundsException.class, () -> space.read(0, more));
    }

    @ParameterizedTest
    @ValueSource(longs = {-4096, 0, 16, 2048, 4095, 4097, 12288, (1L << 31) + 1, 1L << 32})
    void barOfBadSize_isRefused(long size) {
        assertThrows(
                IllegalArgumentException.class,
                () -> withBars(Map.of(0, new EmptyBar(size, false))));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 6, Integer.MAX_VALUE})
    void barOfBadNumber_isRefused(int number) {
        assertThrows(
                IllegalArgumentException.class,
                () -> withBars(Map.of(number, new EmptyBar(4096, false))));
    }

    @Test
    void capabilities_thatDoNotFit_areRefused() {
        Capability largest = new Capability(9, new byte[190], new byte[190]);
        assertEquals(0x40, read(withCapabilities(largest), 0x34, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> withCapabilities(new Capability(9, new byte[191], new byte[191])));
        assertThrows(IllegalArgumentException.class, () -> withCapabilities(largest, fixed(1)));
    }

    @Test
    void badRecords_areRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> new Capability(9, new byte[2], new byte[1]));
        assertThrows(IllegalArgumentException.class, () -> fixed(0x100));
        assertThrows(IllegalArgumentException.class, () -> new PciIdentity(0x10000, 0, 0, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new PciIdentity(0, 0, 0, 0, 1 << 24, 0));
        assertThrows(IllegalArgumentException.class, () -> new PciIdentity(0, 0, 0, 0, 0, -1));
    }

    @Test
    void everyBitButTheGuests_staysAsItWas() {
        ConfigSpace space = withBars(Map.of(0, new EmptyBar(4096, false)));
        byte[] before = new byte[256];
        space.read(0, MemorySegment.ofArray(before));
        for (int fill : new int[] {0xff, 0x00, 0xaa}) {
            byte[] all = new byte[256];
            MemorySegment.ofArray(all).fill((byte) fill);
            space.write(0, MemorySegment.ofArray(all));
            byte[] after = new byte[256];
            space.read(0, MemorySegment.ofArray(after));
            for (int at : new int[] {0x04, 0x05, 0x11, 0x12, 0x13, 0x3c}) {
                after[at] = before[at];
            }
            assertEquals(-1, MemorySegment.ofArray(before).mismatch(MemorySegment.ofArray(after)));
        }
    }

    @Test
    void header_saysWhatTheFunctionIs() {
        ConfigSpace space = withBars(Map.of());
        assertEquals(0x1111_1234, read(space, 0x00, 4));
        assertEquals(0, read(space, 0x04, 4));
        assertEquals(0x038000_02, read(space, 0x08, 4));
        assertEquals(0, read(space, 0x0c, 4));
        assertEquals(0x1100_1af4, read(space, 0x2c, 4));
        assertEquals(0, read(space, 0x34, 4));
        assertEquals(0, read(space, 0x3c, 4));
    }

    @Test
    void command_takesMemoryMasterAndInterruptDisable() {
        ConfigSpace space = withBars(Map.of());
        write(space, 0x04, 4, ONES);
        assertEquals(0x0000_0406, read(space, 0x04, 4));
        write(space, 0x04, 2, 0x0002);
        assertEquals(2, read(space, 0x04, 2));
    }

    @Test
    void onesWrittenToABar_tellItsSize() {
        ConfigSpace space =
                withBars(
                        Map.of(
                                0, new EmptyBar(16 << 20, true),
                                2, new EmptyBar(4096, false),
                                5, new EmptyBar(1L << 31, false)));
        assertEquals(0x8, read(space, 0x10, 4));
        for (int bar = 0; bar < 6; bar++) {
            write(space, 0x10 + 4 * bar, 4, ONES);
        }
        assertEquals(0xff000008, read(space, 0x10, 4));
        assertEquals(0, read(space, 0x14, 4));
        assertEquals(0xfffff000, read(space, 0x18, 4));
        assertEquals(0, read(space, 0x1c, 4));
        assertEquals(0x80000000, read(space, 0x24, 4));
        write(space, 0x10, 4, 0xf9123456);
        assertEquals(0xf9000008, read(space, 0x10, 4));
    }

    @Test
    void expansionRom_isNotThere() {
        ConfigSpace space = withBars(Map.of());
        write(space, 0x30, 4, ONES);
        assertEquals(0, read(space, 0x30, 4));
    }

    @Test
    void accesses_ofAnyLengthAndAlignment_areTheirBytes() {
        ConfigSpace space = withBars(Map.of(0, new EmptyBar(4096, false)));
        write(space, 0x11, 1, 0x5a);
        write(space, 0x12, 2, 0xfee1);
        assertEquals(0xfee15000, read(space, 0x10, 4));
        assertEquals(0xe150, read(space, 0x11, 2));
        write(space, 0x0f, 4, 0x77777777);
        assertEquals(0xfe777000, read(space, 0x10, 4));
        assertEquals(0x0000111112L, Integer.toUnsignedLong(read(space, 0x01, 4)));
    }

    @Test
    void capabilities_areAListOfAlignedEntries() {
        ConfigSpace space =
                withCapabilities(
                        fixed(0x09, 0x05, 0xaa, 0xbb),
                        new Capability(0x05, new byte[] {0x0f, 0}, new byte[] {(byte) 0xf0, 1}));
        assertEquals(0x10, read(space, 0x06, 2));
        assertEquals(0x40, read(space, 0x34, 1));
        assertEquals(0xaa054809, read(space, 0x40, 4));
        assertEquals(0x000000bb, read(space, 0x44, 4));
        assertEquals(0x000f0005, read(space, 0x48, 4));
        write(space, 0x40, 4, ONES);
        write(space, 0x48, 4, ONES);
        assertEquals(0xaa054809, read(space, 0x40, 4));
        assertEquals(0x01ff0005, read(space, 0x48, 4));
    }

    @Test
    void interruptLine_isTheGuests_interruptPinIsNone() {
        ConfigSpace space = withBars(Map.of());
        write(space, 0x3c, 4, ONES);
        assertEquals(0x000000ff, read(space, 0x3c, 4));
    }

    @Test
    void reset_forgetsWhatTheGuestWrote() {
        ConfigSpace space =
                new ConfigSpace(
                        new Function(
                                List.of(new Capability(1, new byte[] {3, 4}, new byte[] {-1, -1})),
                                new TreeMap<>(Map.of(0, new EmptyBar(4096, true)))));
        byte[] before = new byte[256];
        space.read(0, MemorySegment.ofArray(before));
        byte[] ones = new byte[256];
        MemorySegment.ofArray(ones).fill((byte) -1);
        space.write(0, MemorySegment.ofArray(ones));
        assertEquals(0xfffff008, read(space, 0x10, 4));
        space.reset();
        byte[] after = new byte[256];
        space.read(0, MemorySegment.ofArray(after));
        assertEquals(-1, MemorySegment.ofArray(before).mismatch(MemorySegment.ofArray(after)));
        assertEquals(8, MemorySegment.ofArray(after).get(ValueLayout.JAVA_BYTE, 0x10));
    }
}
