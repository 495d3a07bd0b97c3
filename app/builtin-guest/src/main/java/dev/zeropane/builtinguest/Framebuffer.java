// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static dev.zeropane.builtinguest.VirtioGpu.*;

import dev.zeropane.builtinguest.GpuDriver.Entry;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/// A dumb buffer as Linux makes one: a 2D resource of four-byte pixels whose backing is pages of
/// guest RAM, with a stride of exactly `4 * width`.
public final class Framebuffer {
    private static final int BYTES_PER_PIXEL = 4;
    private static final int PAGE_SHIFT = 12;
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final GpuDriver driver;
    private final MemorySegment memory;
    private final int id;
    private final int format;
    private final int width;
    private final int height;
    private final long[] pages;
    private final List<Entry> entries;

    private Framebuffer(
            GpuDriver driver,
            GuestRam ram,
            int id,
            int format,
            int width,
            int height,
            boolean scattered) {
        this.driver = driver;
        this.memory = ram.memory();
        this.id = id;
        this.format = format;
        this.width = width;
        this.height = height;
        long bytes = (long) width * height * BYTES_PER_PIXEL;
        int count = Math.toIntExact((bytes + GuestRam.PAGE - 1) / GuestRam.PAGE);
        pages = new long[count];
        if (scattered) {
            List<Long> chosen = ram.allocateScattered(count, id);
            entries = chosen.stream().map(gpa -> new Entry(gpa, (int) GuestRam.PAGE)).toList();
            for (int i = 0; i < count; i++) {
                pages[i] = chosen.get(i);
            }
        } else {
            long start = ram.allocate(bytes);
            entries = List.of(new Entry(start, Math.toIntExact(count * GuestRam.PAGE)));
            for (int i = 0; i < count; i++) {
                pages[i] = start + i * GuestRam.PAGE;
            }
        }
    }

    /// Creates the resource, attaches pages to it and clears them.
    ///
    /// @param scattered backing of single pages in random order; otherwise one piece
    /// @throws FrontendException if the device refuses
    public static Framebuffer create(
            GpuDriver driver,
            GuestRam ram,
            int resourceId,
            int format,
            int width,
            int height,
            boolean scattered) {
        GpuDriver.expectOk(driver.create2d(resourceId, format, width, height), "create2d");
        Framebuffer it = new Framebuffer(driver, ram, resourceId, format, width, height, scattered);
        for (long page : it.pages) {
            it.memory.asSlice(page, GuestRam.PAGE).fill((byte) 0);
        }
        GpuDriver.expectOk(driver.attachBacking(resourceId, it.entries), "attachBacking");
        return it;
    }

    private long address(int x, int y) {
        if (x < 0 || x >= width || y < 0 || y >= height) {
            throw new IndexOutOfBoundsException("pixel " + x + "," + y);
        }
        long offset = (long) y * stride() + (long) x * BYTES_PER_PIXEL;
        return pages[(int) (offset >> PAGE_SHIFT)] + (offset & GuestRam.PAGE - 1);
    }

    /// `argb` as a little-endian word of this format; an X byte takes the alpha.
    private int encode(int argb) {
        return switch (format) {
            case VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM -> argb;
            case VIRTIO_GPU_FORMAT_A8R8G8B8_UNORM, VIRTIO_GPU_FORMAT_X8R8G8B8_UNORM ->
                    Integer.reverseBytes(argb);
            case VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM, VIRTIO_GPU_FORMAT_R8G8B8X8_UNORM ->
                    swapRedBlue(argb);
            case VIRTIO_GPU_FORMAT_A8B8G8R8_UNORM, VIRTIO_GPU_FORMAT_X8B8G8R8_UNORM ->
                    Integer.reverseBytes(swapRedBlue(argb));
            default -> throw new IllegalStateException("pixels of format " + format);
        };
    }

    private int decode(int word) {
        return switch (format) {
            case VIRTIO_GPU_FORMAT_A8B8G8R8_UNORM, VIRTIO_GPU_FORMAT_X8B8G8R8_UNORM ->
                    swapRedBlue(Integer.reverseBytes(word));
            // The others are their own inverse.
            default -> encode(word);
        };
    }

    private static int swapRedBlue(int argb) {
        return (argb & 0xff00ff00) | ((argb >>> 16) & 0xff) | ((argb & 0xff) << 16);
    }

    public void setPixel(int x, int y, int argb) {
        memory.set(LE32, address(x, y), encode(argb));
    }

    public int getPixel(int x, int y) {
        return decode(memory.get(LE32, address(x, y)));
    }

    public void fill(Rect rect, int argb) {
        int word = encode(argb);
        for (int y = rect.y(); y < rect.y() + rect.height(); y++) {
            for (int x = rect.x(); x < rect.x() + rect.width(); x++) {
                memory.set(LE32, address(x, y), word);
            }
        }
    }

    /// Shows all of it on a scanout.
    public void show(int scanout) {
        GpuDriver.expectOk(driver.setScanout(scanout, id, bounds()), "setScanout");
    }

    /// Makes what was drawn in `rect` visible, with the offset that belongs to its first pixel.
    public void update(Rect rect) {
        driver.transferAndFlush(id, rect, offset(rect));
    }

    /// Offset in the backing of the rectangle's first pixel, as `TRANSFER_TO_HOST_2D` wants it.
    public long offset(Rect rect) {
        return (long) rect.y() * stride() + (long) rect.x() * BYTES_PER_PIXEL;
    }

    public Rect bounds() {
        return new Rect(0, 0, width, height);
    }

    public int resourceId() {
        return id;
    }

    public int format() {
        return format;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /// Bytes from one row to the next.
    public int stride() {
        return width * BYTES_PER_PIXEL;
    }

    public List<Entry> entries() {
        return entries;
    }
}
