// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Mapping.Access;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Memfds and their seals.
final class MemfdTest {
    private static final int NOEXEC = 0x20;

    @Test
    void create_size_isThatLongAndReadsAsZero() {
        try (Fd memfd = Memfd.create("zeroes", 12345);
                Mapping mapping = Mapping.of(memfd, 0, 12345, Access.READ)) {
            assertEquals(12345, memfd.size());
            assertEquals(-1, mapping.segment().mismatch(mapping.segment().asSlice(0)));
            assertTrue(
                    mapping.segment()
                            .elements(java.lang.foreign.ValueLayout.JAVA_BYTE)
                            .allMatch(b -> b.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0) == 0));
        }
    }

    @Test
    void createAllocated_hasItsMemory_whichCreateHasNot() {
        long size = 1 << 20;
        try (Fd sparse = Memfd.create("sparse", size);
                Fd allocated = Memfd.createAllocated("allocated", size)) {
            assertEquals(0, Raw.blocks(sparse));
            assertEquals(size / 512, Raw.blocks(allocated));
            sparse.allocate(8192, 4096);
            sparse.allocate(8192, 0);
            assertEquals(4096 / 512, Raw.blocks(sparse));
            assertEquals(size, sparse.size());
        }
    }

    @Test
    void create_negativeSize_refusedAndNoneLeaks() {
        LinuxException e = assertThrows(LinuxException.class, () -> Memfd.create("minus", -1));
        assertEquals(
                "ftruncate to -1 on memfd \"minus\": EINVAL (invalid argument)", e.getMessage());
    }

    @Test
    void create_new_hasNoSealsThatMatter() {
        try (Fd memfd = Memfd.create("open", 4096)) {
            assertEquals(0, memfd.seals().orElseThrow().bits() & ~NOEXEC);
        }
    }

    @Test
    void truncate_shrinkSealed_notPermitted() {
        try (Fd memfd = Memfd.create("sealed", 8192)) {
            memfd.addSeals(new Seals(Seals.F_SEAL_SHRINK));
            LinuxException.NotPermitted e =
                    assertThrows(LinuxException.NotPermitted.class, () -> memfd.truncate(4096));
            assertEquals(
                    "ftruncate to 4096 on memfd \"sealed\": EPERM (operation not permitted)",
                    e.getMessage());
            memfd.truncate(16384);
            assertEquals(16384, memfd.size());
        }
    }

    @Test
    void truncate_fixedSize_neitherWay() {
        try (Fd memfd = Memfd.create("sealed", 8192)) {
            memfd.addSeals(Seals.FIXED_SIZE);
            assertThrows(LinuxException.NotPermitted.class, () -> memfd.truncate(4096));
            assertThrows(LinuxException.NotPermitted.class, () -> memfd.truncate(16384));
            memfd.truncate(8192);
        }
    }

    @Test
    void addSeals_afterSeal_notPermitted() {
        try (Fd memfd = Memfd.create("sealed", 8192)) {
            memfd.addSeals(Seals.FIXED_SIZE);
            assertTrue(memfd.seals().orElseThrow().has(Seals.FIXED_SIZE.bits()));
            assertThrows(
                    LinuxException.NotPermitted.class,
                    () -> memfd.addSeals(new Seals(Seals.F_SEAL_WRITE)));
            assertFalse(memfd.seals().orElseThrow().has(Seals.F_SEAL_WRITE));
        }
    }

    @Test
    void addSeals_futureWrite_newMappingsReadOnly() {
        try (Fd memfd = Memfd.create("sealed", 4096);
                Mapping before = Mapping.of(memfd, 0, 4096, Access.READ_WRITE)) {
            memfd.addSeals(new Seals(Seals.F_SEAL_FUTURE_WRITE));
            assertThrows(
                    LinuxException.NotPermitted.class,
                    () -> Mapping.of(memfd, 0, 4096, Access.READ_WRITE));
            before.segment().fill((byte) 7);
            try (Mapping after = Mapping.of(memfd, 0, 4096, Access.READ)) {
                assertEquals(7, after.segment().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 4095));
            }
        }
    }

    @Test
    void seals_fileThatCanHaveNone_empty() {
        try (Fd zero = Fd.open(java.nio.file.Path.of("/dev/zero"), Mapping.Access.READ);
                EventFd event = EventFd.create("event")) {
            assertEquals(Optional.empty(), zero.seals());
            assertEquals(Optional.empty(), event.fd().seals());
        }
    }

    @Test
    void has_partOfMask_false() {
        Seals seals = new Seals(Seals.F_SEAL_SHRINK | Seals.F_SEAL_GROW);
        assertTrue(seals.has(Seals.F_SEAL_GROW));
        assertFalse(seals.has(Seals.F_SEAL_GROW | Seals.F_SEAL_WRITE));
    }

    @Test
    void mappingUnit_ordinaryMemfd_isAPage() {
        try (Fd memfd = Memfd.create("small pages", 4096)) {
            assertEquals(Mapping.PAGE_SIZE, memfd.mappingUnit());
        }
    }

    @Test
    void createHuge_2MiB_hasThatUnit() {
        try (Fd memfd = Memfd.createHuge("huge pages", 2 << 20)) {
            assertEquals(2 << 20, memfd.mappingUnit());
            assertEquals(2 << 20, memfd.size());
        } catch (LinuxException e) {
            System.err.println("SKIPPED MemfdTest huge pages: " + e.getMessage());
            org.junit.jupiter.api.Assumptions.abort(e.getMessage());
        }
    }
}
