// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.web.wire.PixelLayout;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/// A copy of a part of a picture, as large as is encoded at once, in the client's pixels: what is
/// made of it takes so much memory at most, however large the screen. Belongs to one thread.
public final class Tile {
    /// Clients of the Tight encoding take no wider ones than 2048.
    static final int MAX_WIDTH = 1024;

    /// What ZRLE goes by.
    static final int MAX_HEIGHT = 64;

    public static final int MAX_PIXELS = MAX_WIDTH * MAX_HEIGHT;

    private final int[] pixels = new int[MAX_PIXELS];
    private final MemorySegment memory = MemorySegment.ofArray(pixels);
    private PixelLayout layout = PixelLayout.NATIVE;
    private Rect area = Rect.EMPTY;

    /// How many tiles cover a rectangle.
    public static int count(Rect rect) {
        return Math.ceilDiv(rect.width(), MAX_WIDTH) * Math.ceilDiv(rect.height(), MAX_HEIGHT);
    }

    /// One of the tiles that cover a rectangle, row by row.
    ///
    /// @param index from 0
    public static Rect part(Rect rect, int index) {
        int columns = Math.ceilDiv(rect.width(), MAX_WIDTH);
        int x = rect.x() + index % columns * MAX_WIDTH;
        int y = rect.y() + index / columns * MAX_HEIGHT;
        return new Rect(
                x,
                y,
                Math.min(MAX_WIDTH, rect.right() - x),
                Math.min(MAX_HEIGHT, rect.bottom() - y));
    }

    /// Reads a part of a frame; what is outside of it, and everything without a frame, is black.
    ///
    /// @param part at most as large as a tile
    /// @return false if the frame's memory is gone; the tile is black then
    public boolean read(Optional<Frame> frame, Rect part, PixelLayout wanted) {
        area = part;
        layout = wanted;
        boolean complete = true;
        if (frame.isEmpty() || !part.equals(part.intersect(frame.get().bounds()))) {
            Arrays.fill(pixels, 0, count(), 0);
        }
        if (frame.isPresent()) {
            complete = copy(frame.get(), part.intersect(frame.get().bounds()));
            if (!complete) {
                Arrays.fill(pixels, 0, count(), 0);
            }
        }
        wanted.convert(pixels, count());
        return complete;
    }

    private boolean copy(Frame frame, Rect seen) {
        boolean[] complete = {seen.isEmpty()};
        boolean kept =
                frame.memory()
                        .read(source -> {
                            if (source.byteSize() >= frame.requiredBytes()) {
                                rows(frame, seen, source);
                                complete[0] = true;
                            }
                        });
        return kept && complete[0];
    }

    private void rows(Frame frame, Rect seen, MemorySegment source) {
        for (int y = seen.y(); y < seen.bottom(); y++) {
            long to = (long) (y - area.y()) * area.width() + seen.x() - area.x();
            frame.format()
                    .toXrgb8888(
                            source,
                            frame.at(seen.x(), y),
                            memory,
                            Integer.BYTES * to,
                            seen.width());
        }
    }

    Rect area() {
        return area;
    }

    PixelLayout layout() {
        return layout;
    }

    int width() {
        return area.width();
    }

    int height() {
        return area.height();
    }

    int count() {
        return area.width() * area.height();
    }

    /// The words of its pixels, row by row; more than it has.
    int[] pixels() {
        return pixels;
    }
}
