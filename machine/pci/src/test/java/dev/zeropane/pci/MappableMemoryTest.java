// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.pci.MappableMemory.Area;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MappableMemoryTest {
    private static final long PAGE = Mapping.PAGE_SIZE;

    private final Fd fd = Memfd.create("bar", 8 * PAGE);

    @AfterEach
    void close() {
        fd.close();
    }

    @Test
    void areas_thatAreNoWholePages_areRefused() {
        long[][] bad = {
            {-PAGE, PAGE},
            {0, 0},
            {0, -PAGE},
            {1, PAGE},
            {0, PAGE + 1},
            {Long.MAX_VALUE - PAGE + 1, PAGE}
        };
        for (long[] area : bad) {
            assertThrows(IllegalArgumentException.class, () -> new Area(area[0], area[1]));
        }
    }

    @Test
    void areas_thatOverlapOrAreNotInOrder_areRefused() {
        Area first = new Area(0, 2 * PAGE);
        for (Area second : List.of(first, new Area(PAGE, 2 * PAGE))) {
            List<Area> areas = List.of(first, second);
            assertThrows(IllegalArgumentException.class, () -> new MappableMemory(fd, areas));
        }
        List<Area> backwards = List.of(new Area(4 * PAGE, PAGE), first);
        assertThrows(IllegalArgumentException.class, () -> new MappableMemory(fd, backwards));
        assertThrows(IllegalArgumentException.class, () -> new MappableMemory(fd, List.of()));
    }

    @Test
    void whole_isEveryByteOfTheBar() {
        assertTrue(MappableMemory.whole(fd, 8 * PAGE).isWhole(8 * PAGE));
        assertFalse(MappableMemory.whole(fd, 8 * PAGE).isWhole(16 * PAGE));
        List<Area> halves = List.of(new Area(0, 4 * PAGE), new Area(4 * PAGE, 4 * PAGE));
        assertTrue(new MappableMemory(fd, halves).isWhole(8 * PAGE));
        List<Area> hole = List.of(new Area(0, 2 * PAGE), new Area(4 * PAGE, 4 * PAGE));
        assertFalse(new MappableMemory(fd, hole).isWhole(8 * PAGE));
        assertEquals(8 * PAGE, new MappableMemory(fd, hole).end());
        assertFalse(new MappableMemory(fd, List.of(new Area(PAGE, PAGE))).isWhole(2 * PAGE));
    }
}
