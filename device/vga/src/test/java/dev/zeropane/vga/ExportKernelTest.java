// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.DmaBufMapping;
import dev.zeropane.dmabuf.UdmabufExporter;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Video memory as dma-bufs of a real `/dev/udmabuf`.
@Tag("kernel")
final class ExportKernelTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int STRIDE = 4 * WIDTH;

    private final Budget budget = new Budget(16L << 20);

    @Test
    void dmaBuf_isWhatTheGuestDrawsAndNoMore() {
        Viewer importer = Viewer.importer();
        try (UdmabufExporter exporter = new UdmabufExporter(budget);
                Rig rig = new Rig(exporter, importer)) {
            Guest guest = rig.guest();
            guest.setMode(WIDTH, HEIGHT, 32);
            guest.flip(7);
            Frame frame = importer.shown().orElseThrow();
            long first = 7L * STRIDE;
            try (DmaBuf buffer = frame.memory().dmaBuf().orElseThrow();
                    DmaBufMapping mapping = buffer.map(Mapping.Access.READ)) {
                long end = Math.ceilDiv(first + (long) STRIDE * HEIGHT, 4096) * 4096;
                assertEquals(end - first / 4096 * 4096, mapping.segment().byteSize());
                for (int x : new int[] {0, 1, WIDTH - 1}) {
                    for (int y : new int[] {0, 100, HEIGHT - 1}) {
                        guest.draw(first + frame.at(x, y) - frame.offset(), x + y + 1);
                        assertEquals(
                                x + y + 1,
                                mapping.segment()
                                        .get(ValueLayout.JAVA_INT_UNALIGNED, frame.at(x, y)));
                    }
                }
            }
            assertEquals(0, rig.stats().count("rowsCompared"));
        }
    }

    @Test
    void vmmGone_dmaBufsAreGivenBack() {
        Viewer importer = Viewer.importer();
        try (UdmabufExporter exporter = new UdmabufExporter(budget);
                Rig rig = new Rig(exporter, importer)) {
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            rig.guest().flip(HEIGHT);
            assertTrue(budget.used() >= 2L * STRIDE * HEIGHT);
            FrameMemory memory = importer.shown().orElseThrow().memory();
            rig.next();
            assertEquals(0, budget.used());
            assertEquals(Optional.empty(), memory.dmaBuf());
        }
    }

    @Test
    void overBudget_isRead() {
        Viewer importer = new Viewer(true, true);
        try (UdmabufExporter exporter = new UdmabufExporter(new Budget(1 << 20));
                Rig rig = new Rig(exporter, importer)) {
            rig.guest().setMode(WIDTH, HEIGHT, 32);
            rig.guest().draw(0, 9);
            importer.await("seen", v -> v.sees(rig.guest().memory(), 0));
            assertTrue(rig.stats().picture().orElseThrow().sharing().toString().contains("budget"));
        }
    }
}
