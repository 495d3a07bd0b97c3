// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Budget;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class LinearViewTest {
    private static final long PAGE = Mapping.PAGE_SIZE;

    private final Budget budget = new Budget(100);

    @Test
    void scatteredPages_readInTheirOrder_andShowLaterWrites() {
        try (MemoryFile file = new MemoryFile(Memfd.create("test", 32 * PAGE));
                Mapping ram = Mapping.of(file.fd(), 0, 32 * PAGE, Mapping.Access.READ_WRITE)) {
            Runs.Builder runs = new Runs.Builder();
            for (int page = 15; page >= 0; page--) {
                runs.add(file, 2L * page * PAGE, PAGE);
            }
            try (LinearView view = LinearView.of(runs.build(), budget).orElseThrow()) {
                for (int page = 0; page < 16; page++) {
                    ram.segment().set(ValueLayout.JAVA_INT, 2L * page * PAGE, 1000 + page);
                }
                for (int i = 0; i < 16; i++) {
                    assertEquals(1000 + 15 - i, view.segment().get(ValueLayout.JAVA_INT, i * PAGE));
                }
                assertEquals(16 * PAGE, view.segment().byteSize());
            }
        }
    }

    @Test
    void view_afterTheFileIsClosed_stillReads() {
        MemoryFile file = new MemoryFile(Memfd.create("test", PAGE));
        try (Mapping ram = Mapping.of(file.fd(), 0, PAGE, Mapping.Access.READ_WRITE);
                LinearView view =
                        LinearView.of(new Runs.Builder().add(file, 0, PAGE).build(), budget)
                                .orElseThrow()) {
            file.close();
            ram.segment().set(ValueLayout.JAVA_INT, 8, 42);
            assertEquals(42, view.segment().get(ValueLayout.JAVA_INT, 8));
        }
    }

    @Test
    void unalignedRun_isRefused() {
        try (MemoryFile file = new MemoryFile(Memfd.create("test", 4 * PAGE))) {
            Runs offset = new Runs.Builder().add(file, 16, PAGE).build();
            Runs gap = new Runs.Builder().add(file, 0, 100).add(file, PAGE, PAGE).build();
            assertTrue(LinearView.of(offset, budget).isEmpty());
            assertTrue(LinearView.of(gap, budget).isEmpty());
        }
    }

    @Test
    void lastRun_mayEndWithinAPage() {
        try (MemoryFile file = new MemoryFile(Memfd.create("test", 4 * PAGE))) {
            Runs runs = new Runs.Builder().add(file, 2 * PAGE, PAGE).add(file, 0, 100).build();
            try (LinearView view = LinearView.of(runs, budget).orElseThrow()) {
                assertEquals(PAGE + 100, view.segment().byteSize());
            }
        }
    }

    @Test
    void overBudget_isRefused_andClosingGivesItBack() {
        Budget small = new Budget(2);
        try (MemoryFile file = new MemoryFile(Memfd.create("test", 8 * PAGE))) {
            Runs two = new Runs.Builder().add(file, 4 * PAGE, PAGE).add(file, 0, PAGE).build();
            LinearView first = LinearView.of(two, small).orElseThrow();
            assertTrue(LinearView.of(two, small).isEmpty());
            first.close();
            first.close();
            assertEquals(0, small.used());
            LinearView.of(two, small).orElseThrow().close();
        }
    }

    @Test
    void budgetOfThisProcess_isHalfOfTheKernelsLimit() throws IOException {
        Process cat = new ProcessBuilder("cat", "/proc/sys/vm/max_map_count").start();
        String limit = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(Integer.parseInt(limit.strip()) / 2, LinearView.budgetOfThisProcess().limit());
        assertSame(LinearView.budgetOfThisProcess(), LinearView.budgetOfThisProcess());
    }

    @Test
    void closedView_cannotBeRead() {
        try (MemoryFile file = new MemoryFile(Memfd.create("test", PAGE))) {
            LinearView view =
                    LinearView.of(new Runs.Builder().add(file, 0, PAGE).build(), budget)
                            .orElseThrow();
            MemorySegment segment = view.segment();
            view.close();
            assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_INT, 0));
        }
    }

    @Test
    void hugePages_singleRunInsideOne_isViewed_scatteredSmallPagesAreNot() {
        long huge = 2L << 20;
        Optional<MemoryFile> memory = hugePages(2 * huge);
        Assumptions.assumeTrue(memory.isPresent(), "no 2 MiB huge pages reserved on this host");
        try (MemoryFile file = memory.orElseThrow();
                Mapping ram = Mapping.of(file.fd(), 0, 2 * huge, Mapping.Access.READ_WRITE)) {
            ram.segment().set(ValueLayout.JAVA_INT, huge + PAGE, 7);
            Runs one = new Runs.Builder().add(file, huge + PAGE, PAGE).build();
            try (LinearView view = LinearView.of(one, budget).orElseThrow()) {
                assertEquals(7, view.segment().get(ValueLayout.JAVA_INT, 0));
            }
            Runs scattered =
                    new Runs.Builder().add(file, 4 * PAGE, PAGE).add(file, 0, PAGE).build();
            assertFalse(LinearView.of(scattered, budget).isPresent());
        }
    }

    private static Optional<MemoryFile> hugePages(long size) {
        try {
            MemoryFile file = new MemoryFile(Memfd.createHuge("huge", size));
            try {
                Mapping.of(file.fd(), 0, size, Mapping.Access.READ).close();
                return Optional.of(file);
            } catch (LinuxException e) {
                file.close();
                return Optional.empty();
            }
        } catch (LinuxException e) {
            return Optional.empty();
        }
    }
}
