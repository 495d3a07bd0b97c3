// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.dmabuf.Run;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two regions of one memfd with the VGA hole between them, as vhost-user-vga has them.
final class GuestMemoryTest {
    private static final long LOW_END = 0xa0000;
    private static final long HIGH_START = 0xc0000;
    private static final long RAM = 0x200000;

    private Fd ram;
    private GuestRegion low;
    private GuestRegion high;
    private GuestMemory memory;

    @BeforeEach
    void setUp() {
        ram = Memfd.create("ram", RAM);
        ram.addSeals(Seals.FIXED_SIZE);
        low = GuestRegion.map(ram.dup(), 0, LOW_END, 0);
        high = GuestRegion.map(ram.dup(), HIGH_START, RAM - HIGH_START, HIGH_START);
        memory = GuestMemory.of(List.of(high, low));
    }

    @AfterEach
    void tearDown() {
        low.close();
        high.close();
        ram.close();
    }

    @Test
    void slice_withinRegion_isItsBytes() {
        try (Mapping direct = Mapping.of(ram, 0, RAM, Mapping.Access.READ_WRITE)) {
            direct.segment().set(ValueLayout.JAVA_INT, HIGH_START + 8, 99);
            MemorySegment slice = memory.slice(HIGH_START, 16).orElseThrow();
            assertEquals(99, slice.get(ValueLayout.JAVA_INT, 8));
        }
    }

    @Test
    void access_thatLeavesARegionIntoTheHole_isRefused() {
        assertTrue(memory.slice(LOW_END - 4, 8).isEmpty());
        assertFalse(memory.contains(LOW_END - 4, 8));
        assertTrue(memory.slice(LOW_END, 1).isEmpty());
        assertTrue(memory.slice(HIGH_START - 1, 2).isEmpty());
    }

    @Test
    void access_thatWrapsOrIsNegative_isRefused() {
        assertTrue(memory.slice(-1, 1).isEmpty());
        assertTrue(memory.slice(RAM - 8, Long.MAX_VALUE).isEmpty());
        assertTrue(memory.slice(0, -1).isEmpty());
        assertFalse(memory.contains(Long.MAX_VALUE, Long.MAX_VALUE));
        assertFalse(memory.contains(0, -5));
        GuestPages.Builder pages = new GuestPages.Builder();
        assertFalse(memory.translate(RAM - 4096, 0xffffffffL, pages));
    }

    @Test
    void translate_scattered_readsInTheGuestsOrder() {
        MemorySegment bytes = MemorySegment.ofArray(new byte[] {1, 2, 3, 4});
        assertTrue(memory.write(0x1000, bytes, 0, 4));
        assertTrue(memory.write(HIGH_START, MemorySegment.ofArray(new byte[] {5, 6}), 0, 2));
        GuestPages.Builder builder = new GuestPages.Builder();
        assertTrue(memory.translate(HIGH_START, 2, builder));
        assertTrue(memory.translate(0x1000, 2, builder));
        assertTrue(memory.translate(0x1002, 2, builder));
        GuestPages pages = builder.build();
        byte[] out = new byte[4];
        pages.read(1, MemorySegment.ofArray(out), 0, 4);
        assertEquals(
                List.of(6, 1, 2, 3),
                List.of((int) out[0], (int) out[1], (int) out[2], (int) out[3]));
        assertEquals(
                List.of(HIGH_START, 0x1000L),
                pages.runs().list().stream().map(Run::offset).toList());
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> pages.read(3, MemorySegment.ofArray(out), 0, 4));
    }

    @Test
    void rebind_samePagesInAnotherTable_findsThem_goneOnesAreMissed() {
        GuestPages.Builder builder = new GuestPages.Builder();
        assertTrue(memory.translate(0x2000, 0x1000, builder));
        GuestPages pages = builder.build();
        // The same file range, now at another guest address.
        GuestRegion moved = GuestRegion.map(ram.dup(), 0x10000000, LOW_END, 0);
        try {
            GuestPages again = GuestMemory.of(List.of(moved)).rebind(pages).orElseThrow();
            assertEquals(0x2000, again.runs().list().getFirst().offset());
        } finally {
            moved.close();
        }
        assertTrue(GuestMemory.of(List.of(high)).rebind(pages).isEmpty());
    }

    @Test
    void overlappingRegions_areRefused() {
        GuestRegion overlap = GuestRegion.map(ram.dup(), 0x1000, 0x1000, 0);
        try {
            assertThrows(
                    UnusableMemoryException.class, () -> GuestMemory.of(List.of(low, overlap)));
        } finally {
            overlap.close();
        }
    }

    @Test
    void region_beyondItsFile_isRefused_andTheDescriptorClosed() {
        Fd fd = ram.dup();
        assertThrows(UnusableMemoryException.class, () -> GuestRegion.map(fd, 0, RAM, 0x1000));
        assertFalse(fd.isOpen());
        for (long[] bad : new long[][] {{0, -1, 0}, {0, 0, 0}, {-1, 4096, 0}, {0, 4096, -4096}}) {
            assertThrows(
                    UnusableMemoryException.class,
                    () -> GuestRegion.map(ram.dup(), bad[0], bad[1], bad[2]));
        }
    }

    @Test
    void region_withoutShrinkSeal_isRefused_namingTheOption() {
        UnusableMemoryException e =
                assertThrows(
                        UnusableMemoryException.class,
                        () -> GuestRegion.map(Memfd.create("plain", RAM), 0, RAM, 0));
        assertTrue(e.getMessage().contains("seal=on"), e.getMessage());
    }

    @Test
    void region_withinHugePages_isMappedFromTheirStart() {
        long huge = 2L << 20;
        Fd pages;
        try {
            pages = Memfd.createHuge("huge", 2 * huge);
            Mapping.of(pages, 0, 2 * huge, Mapping.Access.READ).close();
        } catch (LinuxException e) {
            Assumptions.abort("no 2 MiB huge pages reserved on this host");
            return;
        }
        pages.addSeals(Seals.FIXED_SIZE);
        GuestRegion above =
                GuestRegion.map(pages.dup(), HIGH_START, 2 * huge - HIGH_START, HIGH_START);
        try (Mapping direct = Mapping.of(pages, 0, 2 * huge, Mapping.Access.READ_WRITE)) {
            direct.segment().set(ValueLayout.JAVA_INT, huge + 8, 99);
            MemorySegment slice = GuestMemory.of(List.of(above)).slice(huge, 16).orElseThrow();
            assertEquals(99, slice.get(ValueLayout.JAVA_INT, 8));
        } finally {
            above.close();
            pages.close();
        }
    }
}
