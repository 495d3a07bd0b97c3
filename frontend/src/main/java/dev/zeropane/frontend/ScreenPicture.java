package dev.zeropane.frontend;

import dev.zeropane.frontend.GpuDriver.Rect;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Pixels as a [VmmScreen] received them: little-endian XRGB8888 words (ARGB8888 for a cursor),
/// rows tightly packed. The same memory while the geometry stays, so a look at it is a look at now.
public final class ScreenPicture {
    static final int BYTES_PER_PIXEL = 4;
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int width;
    private final int height;
    private final MemorySegment memory;

    ScreenPicture(int width, int height) {
        this.width = width;
        this.height = height;
        memory = Arena.ofAuto().allocate((long) width * height * BYTES_PER_PIXEL, BYTES_PER_PIXEL);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /// The word of a pixel as it came, its highest byte included.
    public int pixel(int x, int y) {
        if (x < 0 || x >= width || y < 0 || y >= height) {
            throw new IndexOutOfBoundsException(
                    "pixel %d,%d of %dx%d".formatted(x, y, width, height));
        }
        return memory.get(LE32, offset(x, y));
    }

    /// All pixels.
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
        return ((long) y * width + x) * BYTES_PER_PIXEL;
    }
}
