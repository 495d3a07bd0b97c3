// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.drm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.DmaBufMapping;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.dmabuf.Udmabuf;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Small dma-bufs for tests that do not look at the pixels.
final class Buffers {
    private static final int PAGES = 3;

    private Buffers() {}

    /// Every other page of a memfd, the last first.
    static DmaBuf scattered() {
        Fd memfd = Memfd.create("pages", 2L * PAGES * Mapping.PAGE_SIZE);
        memfd.addSeals(Seals.FIXED_SIZE);
        try (MemoryFile file = new MemoryFile(memfd);
                Udmabuf device = Udmabuf.open()) {
            Runs.Builder runs = new Runs.Builder();
            for (int page = PAGES - 1; page >= 0; page--) {
                runs.add(file, 2L * page * Mapping.PAGE_SIZE, Mapping.PAGE_SIZE);
            }
            return device.create(runs.build(), new Budget(PAGES * Mapping.PAGE_SIZE));
        }
    }

    static void fill(DmaBuf buffer, byte value) {
        try (DmaBufMapping mapping = buffer.map(Mapping.Access.READ_WRITE)) {
            mapping.segment().fill(value);
        }
    }

    static void assertFilled(DmaBuf buffer, byte value) {
        byte[] expected = new byte[Math.toIntExact(buffer.size())];
        Arrays.fill(expected, value);
        try (DmaBufMapping mapping = buffer.map(Mapping.Access.READ)) {
            assertArrayEquals(expected, mapping.segment().toArray(ValueLayout.JAVA_BYTE));
        }
    }
}
