// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.buffer;

import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.options.PixelLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// The pixels that a surface shows: of a dma-buf as they are when they are looked at, of shared
/// memory as they were when they were committed, and only where the client said that they changed.
public final class Image implements AutoCloseable {

    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;

    private final Buffer.Layout layout;
    private final MemorySegment pixels;
    private final Runnable close;

    private Image(Buffer.Layout layout, MemorySegment pixels, Runnable close) {
        this.layout = layout;
        this.pixels = pixels;
        this.close = close;
    }

    /// The memory itself.
    ///
    /// @param close called when it is shown no more
    static Image live(Buffer.Layout layout, MemorySegment memory, Runnable close) {
        return new Image(layout, memory, close);
    }

    /// A copy.
    static Image copy(Buffer.Layout layout, MemorySegment memory) {
        long row = layout.bytes(layout.width());
        Image image =
                new Image(
                        new Buffer.Layout(
                                layout.width(),
                                layout.height(),
                                0,
                                Math.toIntExact(row),
                                layout.format()),
                        MemorySegment.ofArray(new byte[Math.toIntExact(row * layout.height())]),
                        () -> {});
        image.update(layout, memory, List.of(new Rect(0, 0, layout.width(), layout.height())));
        return image;
    }

    /// Whether [#update] can bring it up to date.
    boolean isCopyOf(Buffer.Layout other) {
        return pixels.heapBase().isPresent()
                && other.width() == layout.width()
                && other.height() == layout.height()
                && other.format() == layout.format();
    }

    void update(Buffer.Layout from, MemorySegment memory, List<Rect> damage) {
        for (Rect one : damage) {
            Rect rect = one.within(layout.width(), layout.height());
            for (int y = rect.y(); y < rect.y() + rect.height(); y++) {
                MemorySegment.copy(
                        memory,
                        from.at(rect.x(), y),
                        pixels,
                        layout.at(rect.x(), y),
                        layout.bytes(rect.width()));
            }
        }
    }

    public int width() {
        return layout.width();
    }

    public int height() {
        return layout.height();
    }

    /// One pixel as 0xAARRGGBB, its colours multiplied with alpha.
    public int argb(int x, int y) {
        long at = layout.at(x, y);
        int bytes = PixelLayout.bytes(layout.format());
        int pixel = bytes == Integer.BYTES ? pixels.get(U32, at) : narrow(at, bytes);
        return PixelLayout.argb(layout.format(), pixel);
    }

    private int narrow(long at, int bytes) {
        int pixel = 0;
        for (int i = 0; i < bytes; i++) {
            pixel |= (pixels.get(ValueLayout.JAVA_BYTE, at + i) & 0xff) << (8 * i);
        }
        return pixel;
    }

    @Override
    public void close() {
        close.run();
    }
}
