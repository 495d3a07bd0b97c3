// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Seals;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MemoryFileTest {
    private static final long PAGE = Mapping.PAGE_SIZE;

    @Test
    void create_keepsTheRulesOfUdmabuf() {
        try (MemoryFile file = MemoryFile.create("pages", 3 * PAGE)) {
            assertEquals(Optional.of(Seals.FIXED_SIZE), withoutExec(file.fd().seals()));
            Runs all = Runs.of(file, 0, file.size());
            UdmabufLimits limits = new UdmabufLimits(1, 3 * PAGE);
            assertEquals(Optional.empty(), ExportRules.check(all, limits));
        }
    }

    /// F_SEAL_EXEC is there since Linux 6.3.
    private static Optional<Seals> withoutExec(Optional<Seals> seals) {
        return seals.map(all -> new Seals(all.bits() & ~Seals.F_SEAL_EXEC));
    }

    @Test
    void create_partOfAPage_isAWholeOne() {
        try (MemoryFile file = MemoryFile.create("part", PAGE + 1)) {
            assertEquals(2 * PAGE, file.size());
            assertEquals(2 * PAGE, file.fd().size());
        }
    }

    @Test
    void create_negativeSize_nothingLeftOpen() throws Exception {
        assertThrows(LinuxException.class, () -> MemoryFile.create("negative", -PAGE));
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            assertFalse(open.anyMatch(fd -> target(fd).startsWith("/memfd:negative")));
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (java.io.IOException e) {
            return ""; // closed since
        }
    }

    @Test
    void duplicate_isTheSameFile_andOutlivesIt() {
        MemoryFile file = MemoryFile.create("pages", PAGE);
        try (MemoryFile same = file.duplicate()) {
            file.close();
            assertEquals(file.id(), same.id());
            assertEquals(file.size(), same.size());
            assertEquals(file.unit(), same.unit());
            assertEquals(PAGE, same.fd().size());
        }
    }

    @Test
    void map_isAllOfIt_andOutlivesTheFile() {
        Mapping mapping;
        try (MemoryFile file = MemoryFile.create("pages", 2 * PAGE);
                Mapping other = file.map(Mapping.Access.READ_WRITE)) {
            mapping = file.map(Mapping.Access.READ);
            other.segment().set(ValueLayout.JAVA_BYTE, 2 * PAGE - 1, (byte) 7);
        }
        try (mapping) {
            assertEquals(2 * PAGE, mapping.segment().byteSize());
            assertTrue(mapping.segment().isReadOnly());
            assertEquals(7, mapping.segment().get(ValueLayout.JAVA_BYTE, 2 * PAGE - 1));
        }
    }
}
