// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.testkit.Picture;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// What a [VmmScreen] shows. Pixels it received: little-endian XRGB8888 words (ARGB8888 for a
/// cursor), rows tightly packed; the same memory while the geometry stays. Or a part of a dma-buf
/// that is mapped. Either way a look at it is a look at now.
public final class ScreenPicture {
    static final int BYTES_PER_PIXEL = 4;
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int width;
    private final int height;
    private final MemorySegment memory;
    private final long start;
    private final int stride;
    private final boolean redFirst;

    ScreenPicture(int width, int height) {
        this(
                width,
                height,
                Arena.ofAuto().allocate((long) width * height * BYTES_PER_PIXEL, BYTES_PER_PIXEL),
                0,
                width * BYTES_PER_PIXEL,
                false);
    }

    /// @param start of the first pixel in `memory`
    /// @param stride bytes from one row to the next
    /// @param redFirst whether red lies where other formats have blue
    ScreenPicture(
            int width, int height, MemorySegment memory, long start, int stride, boolean redFirst) {
        this.width = width;
        this.height = height;
        this.memory = memory;
        this.start = start;
        this.stride = stride;
        this.redFirst = redFirst;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /// A pixel as XRGB8888 or ARGB8888, its highest byte as it came.
    ///
    /// @throws IllegalStateException if it was in a dma-buf that is shown no longer
    public int pixel(int x, int y) {
        if (x < 0 || x >= width || y < 0 || y >= height) {
            throw new IndexOutOfBoundsException(
                    "pixel %d,%d of %dx%d".formatted(x, y, width, height));
        }
        int word = memory.get(LE32, offset(x, y));
        return redFirst ? (word & 0xff00ff00) | (word >>> 16 & 0xff) | (word & 0xff) << 16 : word;
    }

    /// All pixels as they are now.
    public Picture copy() {
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = pixel(x, y);
            }
        }
        return new Picture(width, height, pixels);
    }

    boolean isSame(Picture expected) {
        return width == expected.width() && height == expected.height() && copy().equals(expected);
    }

    /// The memory they are in, all of it.
    public MemorySegment memory() {
        return memory;
    }

    boolean contains(Rect rect) {
        return rect.x() >= 0
                && rect.y() >= 0
                && rect.width() > 0
                && rect.height() > 0
                && rect.width() <= width - rect.x()
                && rect.height() <= height - rect.y();
    }

    /// Where the next pixels of `rect` belong, of which `rows` are there: one row, or all that are
    /// left if they lie next to each other.
    MemorySegment rowsFrom(Rect rect, int rows) {
        int count = rect.width() == width ? rect.height() - rows : 1;
        return memory.asSlice(
                offset(rect.x(), rect.y() + rows), (long) rect.width() * BYTES_PER_PIXEL * count);
    }

    private long offset(int x, int y) {
        return start + (long) y * stride + (long) x * BYTES_PER_PIXEL;
    }
}
