// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Raw;
import dev.zeropane.linux.kernel.KernelParameter;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The rules of memfds, on the kernels of the toolbox.
@Tag("kernel")
final class MemfdRulesKernelTest extends MemfdRules {
    private static final Path OVERCOMMIT = Path.of("/proc/sys/vm/overcommit_memory");
    private static final Path COMMIT_LIMIT = Path.of("/proc/sys/vm/overcommit_kbytes");

    /// Much less than the JVM's share of what is left, and much more than it needs meanwhile.
    private static final long LEFT = 256 << 20;

    private static final Path SHMEM = Path.of("/sys/kernel/mm/transparent_hugepage/shmem_enabled");
    private static final int MADV_HUGEPAGE = 14;
    private static final long HUGE = 2 << 20;

    /// With `vm.overcommit_memory=2` memory that was promised is there, or is refused with an
    /// error; only what was not asked for in time is a signal later.
    @Test
    void allocated_noMemoryLeft_isRefused() throws Exception {
        String policy = KernelParameter.read(OVERCOMMIT).orElseThrow();
        String limit = KernelParameter.read(COMMIT_LIMIT).orElseThrow();
        long committed =
                Files.readAllLines(Path.of("/proc/meminfo")).stream()
                        .filter(line -> line.startsWith("Committed_AS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum();
        try {
            Files.writeString(COMMIT_LIMIT, Long.toString(committed + LEFT / 1024));
            Files.writeString(OVERCOMMIT, "2");
            Memfd.create("promised", 2 * LEFT).close();
            LinuxException.LimitReached full =
                    assertThrows(
                            LinuxException.LimitReached.class,
                            () -> Memfd.createAllocated("had", 2 * LEFT).close());
            assertTrue(full.getMessage().startsWith("fallocate of "), full.getMessage());
            Memfd.createAllocated("had", LEFT / 8).close();
        } finally {
            Files.writeString(OVERCOMMIT, policy);
            Files.writeString(COMMIT_LIMIT, limit);
        }
    }

    /// Whether a memfd gets huge pages without asking for them as hugetlb.
    @Test
    void transparentHugePages_neverByDefaultAndOnAdviceIfAllowed() throws Exception {
        String before = KernelParameter.read(SHMEM).orElseThrow();
        assertTrue(before.contains("[never]"), before);
        Files.writeString(SHMEM, "advise");
        try (Fd fd = Memfd.create("advised", HUGE);
                Mapping room = Mapping.reserve(2 * HUGE, Mapping.Access.READ_WRITE)) {
            // A huge page lies at a multiple of its size.
            long start = -room.segment().address() & (HUGE - 1);
            room.place(start, fd, 0, HUGE);
            assertEquals(0, Raw.madvise(room.segment().address() + start, HUGE, MADV_HUGEPAGE));
            room.segment().set(ValueLayout.JAVA_BYTE, start, (byte) 1);
            assertEquals(HUGE / 512, Raw.blocks(fd));
        } finally {
            Files.writeString(SHMEM, "never");
        }
    }
}
