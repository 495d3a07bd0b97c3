// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.Mode;
import dev.zeropane.display.ScreenSizes;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.dmabuf.StandIn;
import dev.zeropane.gpu.protocol.Format;
import dev.zeropane.gpu.protocol.GpuCommand;
import dev.zeropane.gpu.protocol.GpuResponse;
import dev.zeropane.gpu.protocol.GuestRect;
import dev.zeropane.gpu.protocol.RequestBytes;
import dev.zeropane.gpu.protocol.VirtioGpu;
import dev.zeropane.guest.GuestMemory;
import dev.zeropane.guest.GuestRegion;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A resource table with guest memory and one surface on each scanout: the first takes dma-bufs,
/// the second reads. Commands that must succeed are methods; resources are of one size.
final class TableRig implements AutoCloseable {
    static final int WIDTH = 64;
    static final int HEIGHT = 16;

    private static final GuestRect WHOLE = new GuestRect(0, 0, WIDTH, HEIGHT);
    private static final int IMAGE = 4 * WIDTH * HEIGHT;
    private static final long RAM = 1 << 20;
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// What was last said of each screen's size.
    final Map<Integer, Optional<Mode>> seen = new HashMap<>();

    private final GuestRegion region;
    private final Mapping drawing;
    private final ScreenSizes sizes =
            new ScreenSizes() {
                @Override
                public void refresh(Runnable done) {
                    done.run();
                }

                @Override
                public Optional<Mode> of(int scanout) {
                    return Optional.of(Mode.DEFAULT);
                }

                @Override
                public void shown(int scanout, Optional<Mode> size) {
                    seen.put(scanout, size);
                }
            };
    private final Scanouts scanouts;
    private final ResourceTable table;
    final RecordingSurface importer = new RecordingSurface(true);
    final RecordingSurface reader = new RecordingSurface(false);

    TableRig(long maxHostMemory) {
        Fd ram = Memfd.create("ram", RAM);
        ram.addSeals(Seals.FIXED_SIZE);
        try (MemoryFile file = new MemoryFile(ram.dup())) {
            drawing = file.map(Mapping.Access.READ_WRITE);
        }
        region = GuestRegion.map(ram, 0, RAM, 0);
        Scanout first = new Scanout(0, sizes, List.of());
        first.add("importer", importer);
        Scanout second = new Scanout(1, sizes, List.of());
        second.add("reader", reader);
        scanouts = new Scanouts(List.of(first, second));
        table =
                new ResourceTable(
                        new GpuOptions(2, sizes, false, maxHostMemory, List.of(), StandIn::export),
                        scanouts);
        replaceMemory();
    }

    ResourceTable table() {
        return table;
    }

    CursorPlane cursorPlane() {
        return new CursorPlane(table, scanouts);
    }

    Scanout scanout(int id) {
        return scanouts.find(id).orElseThrow();
    }

    private static void ok(GpuResponse response) {
        assertEquals(GpuResponse.OK, response);
    }

    private static void ok(Work work) {
        try (work) {
            ok(work.advance(Turn.unlimited()).orElseThrow());
        }
    }

    /// A resource with its own pages attached.
    void create(int id) {
        ok(
                table.create(
                        new GpuCommand.ResourceCreate2d(
                                id, Format.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, WIDTH, HEIGHT)));
        attach(id);
    }

    void attach(int id) {
        int[] words = {id, 1, id * IMAGE, 0, IMAGE, 0};
        RequestBytes request = new RequestBytes();
        request.buffer()
                .set(
                        ValueLayout.JAVA_INT_UNALIGNED,
                        0,
                        VirtioGpu.VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING);
        MemorySegment.copy(
                words, 0, request.buffer(), ValueLayout.JAVA_INT_UNALIGNED, 24, words.length);
        request.length(24 + 4 * words.length);
        GpuCommand command = GpuCommand.read(request);
        ok(table.attachBacking((GpuCommand.ResourceAttachBacking) command));
    }

    void detach(int id) {
        ok(table.detachBacking(new GpuCommand.ResourceDetachBacking(id), false));
    }

    void unref(int id) {
        ok(table.unref(new GpuCommand.ResourceUnref(id)));
    }

    void show(int scanout, int id) {
        show(scanout, id, WHOLE);
    }

    void show(int scanout, int id, GuestRect part) {
        ok(table.setScanout(new GpuCommand.SetScanout(part, scanout, id)));
    }

    void off(int scanout) {
        ok(table.setScanout(new GpuCommand.SetScanout(new GuestRect(0, 0, 0, 0), scanout, 0)));
    }

    /// Draws a row from where an image of that width has the row below, or the same one.
    void transfer(int id, boolean canonical) {
        long offset = canonical ? 0 : 4L * WIDTH;
        GuestRect row = new GuestRect(0, 0, WIDTH, 1);
        ok(table.transfer(new GpuCommand.TransferToHost2d(row, offset, id)));
    }

    void flush(int id) {
        ok(table.flush(new GpuCommand.ResourceFlush(WHOLE, id)));
    }

    /// What drivers send that clip.
    void flushNothing(int id) {
        ok(table.flush(new GpuCommand.ResourceFlush(new GuestRect(0, HEIGHT, WIDTH, 0), id)));
    }

    /// What is at a pixel of a resource's own pages.
    void draw(int id, int x, int y, int word) {
        drawing.segment().set(LE32, (long) id * IMAGE + 4L * (y * WIDTH + x), word);
    }

    /// A new table with the same memory.
    void replaceMemory() {
        table.memoryReplaced(GuestMemory.of(List.of(region)));
    }

    @Override
    public void close() {
        table.reset();
        region.close();
        drawing.close();
    }
}
