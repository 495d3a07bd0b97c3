// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunsTest {
    private static final long PAGE = Mapping.PAGE_SIZE;

    @Test
    void neighboursInOneFile_coalesce_othersDoNot() {
        try (MemoryFile a = new MemoryFile(Memfd.create("a", 8 * PAGE));
                MemoryFile b = new MemoryFile(Memfd.create("b", 8 * PAGE))) {
            Runs runs =
                    new Runs.Builder()
                            .add(a, 0, PAGE)
                            .add(a, PAGE, PAGE)
                            .add(b, 2 * PAGE, PAGE)
                            .add(b, PAGE, PAGE)
                            .add(a, 0, 0)
                            .build();
            assertEquals(
                    List.of(
                            new Run(a, 0, 2 * PAGE),
                            new Run(b, 2 * PAGE, PAGE),
                            new Run(b, PAGE, PAGE)),
                    runs.list());
            assertEquals(4 * PAGE, runs.size());
        }
    }

    @Test
    void rangeBeyondTheFile_isRefused() {
        try (MemoryFile file = new MemoryFile(Memfd.create("a", PAGE))) {
            Runs.Builder runs = new Runs.Builder();
            assertThrows(IndexOutOfBoundsException.class, () -> runs.add(file, PAGE, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> runs.add(file, 1, Long.MAX_VALUE));
            assertThrows(IndexOutOfBoundsException.class, () -> runs.add(file, -1, 1));
        }
    }

    @Test
    void prefix_cutsTheRunItEndsIn() {
        try (MemoryFile file = new MemoryFile(Memfd.create("a", 8 * PAGE))) {
            Runs runs = new Runs.Builder().add(file, 4 * PAGE, PAGE).add(file, 0, PAGE).build();
            assertEquals(
                    List.of(new Run(file, 4 * PAGE, PAGE), new Run(file, 0, 10)),
                    runs.prefix(PAGE + 10).list());
            assertEquals(List.of(new Run(file, 4 * PAGE, 1)), runs.prefix(1).list());
            assertEquals(runs, runs.prefix(2 * PAGE));
        }
    }
}
