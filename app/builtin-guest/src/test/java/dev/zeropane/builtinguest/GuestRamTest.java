// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Seals;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GuestRamTest {
    @Test
    void allocate_moreThanThereIs_throws() {
        try (GuestRam ram = new GuestRam(2 << 20, false)) {
            assertThrows(FrontendException.NoRoom.class, () -> ram.allocate(2 << 20));
            assertThrows(FrontendException.NoRoom.class, () -> ram.allocateScattered(512, 1));
        }
    }

    @Test
    void at_acrossTheHole_throws() {
        try (GuestRam ram = new GuestRam(2 << 20, true)) {
            assertThrows(IndexOutOfBoundsException.class, () -> ram.at(0x9f000, 0x2000));
            assertThrows(IndexOutOfBoundsException.class, () -> ram.at(0xb0000, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> ram.at(-1, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> ram.at(0xc0000, Long.MAX_VALUE));
            assertEquals(0x1000, ram.at(0x9f000, 0x1000).byteSize());
        }
    }

    @Test
    void allocate_twoRegions_neverTouchesTheHole() {
        try (GuestRam ram = new GuestRam(2 << 20, true)) {
            assertEquals(0xc0000, ram.allocate(1 << 20));
            List<Long> pages = ram.allocateScattered(180, 7);
            assertEquals(180, new HashSet<>(pages).size());
            pages.forEach(gpa -> ram.at(gpa, GuestRam.PAGE));
        }
    }

    @Test
    void allocateScattered_isShuffledWithGapsAndRepeatable() {
        try (GuestRam ram = new GuestRam(4 << 20, false)) {
            List<Long> pages = ram.allocateScattered(100, 42);
            assertNotEquals(pages.stream().sorted().toList(), pages);
            long span =
                    pages.stream().max(Long::compare).orElseThrow()
                            - pages.stream().min(Long::compare).orElseThrow();
            assertTrue(span >= 100 * GuestRam.PAGE);
            ram.reset();
            assertEquals(pages, ram.allocateScattered(100, 42));
        }
    }

    @Test
    void reset_keepsPermanentPages() {
        try (GuestRam ram = new GuestRam(2 << 20, false)) {
            long kept = ram.allocatePermanent(5000);
            long other = ram.allocate(1);
            ram.reset();
            assertEquals(other, ram.allocate(1));
            assertNotEquals(kept, other);
        }
    }

    @Test
    void userAddress_isNeverGuestPhysicalNorTheOtherRegions() {
        try (GuestRam ram = new GuestRam(2 << 20, true)) {
            long low = ram.userAddress(0x1000);
            long high = ram.userAddress(0xc1000);
            assertNotEquals(0x1000, low);
            assertNotEquals(0xc0000, high - low);
        }
    }

    @Test
    void file_isSealedAgainstResizing() {
        try (GuestRam ram = new GuestRam(2 << 20, false)) {
            assertTrue(ram.file().seals().orElseThrow().has(Seals.FIXED_SIZE.bits()));
            assertFalse(ram.file().seals().orElseThrow().has(Seals.F_SEAL_WRITE));
        }
    }
}
