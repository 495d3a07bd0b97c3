package dev.zeropane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The rules of memfds, on the kernels of the toolbox.
@Tag("kernel")
final class MemfdRulesKernelTest extends MemfdRules {
    private static final Path SHMEM = Path.of("/sys/kernel/mm/transparent_hugepage/shmem_enabled");
    private static final int MADV_HUGEPAGE = 14;
    private static final long HUGE = 2 << 20;

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
