// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.display.ExportedPages;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.LinearMemory;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/// A picture in memory of the test: drawn into by a guest, which may take it back from those who
/// look at it.
final class DrawnPicture implements FrameMemory, AutoCloseable {
    private static final int BYTES_PER_PIXEL = 4;
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemoryFile file;
    private final Mapping drawing;
    private final Mapping shown;
    private final FrameMemory memory;
    private final ExportedPages pages;
    private final PixelFormat format;
    private final int width;
    private final int height;
    private boolean isTakenBack;

    DrawnPicture(PixelFormat format, int width, int height, Exporter exporter) {
        this.format = format;
        this.width = width;
        this.height = height;
        long bytes = (long) BYTES_PER_PIXEL * width * height;
        file =
                MemoryFile.create(
                        "picture", Math.ceilDiv(bytes, Mapping.PAGE_SIZE) * Mapping.PAGE_SIZE);
        drawing = file.map(Mapping.Access.READ_WRITE);
        shown = file.map(Mapping.Access.READ_WRITE);
        memory = new LinearMemory(shown.segment());
        pages = new ExportedPages(exporter);
    }

    @Override
    public boolean read(Reader reader) {
        return memory.read(reader);
    }

    @Override
    public Optional<DmaBuf> dmaBuf() {
        return pages.duplicate();
    }

    /// Exports its pages.
    ///
    /// @return whether they are exported
    boolean export() {
        return pages.export(() -> Runs.of(file, 0, file.size()));
    }

    /// Nobody can look at it any more; whoever drew it still can.
    void takeBack() {
        if (!isTakenBack) {
            isTakenBack = true;
            pages.close();
            shown.close();
        }
    }

    void copyTo(DrawnPicture other) {
        other.drawing.segment().copyFrom(drawing.segment());
    }

    private long at(int x, int y) {
        return (long) BYTES_PER_PIXEL * (y * width + x);
    }

    private int encode(int argb) {
        return switch (format) {
            case XRGB8888, ARGB8888 -> argb;
            case BGRX8888, BGRA8888 -> Integer.reverseBytes(argb);
            case XBGR8888, ABGR8888 -> swapRedBlue(argb);
            case RGBX8888, RGBA8888 -> Integer.reverseBytes(swapRedBlue(argb));
            default -> throw new IllegalStateException("pixels of " + format);
        };
    }

    private static int swapRedBlue(int argb) {
        return (argb & 0xff00ff00) | (argb >>> 16 & 0xff) | (argb & 0xff) << 16;
    }

    void setPixel(int x, int y, int argb) {
        drawing.segment().set(LE32, at(x, y), encode(argb));
    }

    /// A pixel as `0xRRGGBB`.
    int getPixel(int x, int y) {
        return format.toRgb(drawing.segment().get(LE32, at(x, y)));
    }

    void fill(Rect rect, int argb) {
        for (int y = rect.y(); y < rect.y() + rect.height(); y++) {
            for (int x = rect.x(); x < rect.x() + rect.width(); x++) {
                setPixel(x, y, argb);
            }
        }
    }

    /// So that every pixel differs from its neighbours.
    void draw(int seed) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                setPixel(x, y, 0xff000000 | (((x * 31 + y * 7919 + seed) * 2654435) >>> 3));
            }
        }
    }

    Rect bounds() {
        return new Rect(0, 0, width, height);
    }

    PixelFormat format() {
        return format;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /// Bytes from one row to the next.
    int stride() {
        return BYTES_PER_PIXEL * width;
    }

    @Override
    public void close() {
        drawing.close();
        file.close();
    }
}
