package dev.zeropane.vga;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.linux.Bulk;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Finds what differs between a picture and its mirror, and brings the mirror up to date. The guest
/// may draw meanwhile: what is copied then is within what is reported, and what is not found now is
/// found the next time.
final class Comparison {
    private final Frame frame;
    private final MemorySegment pixels;
    private final MemorySegment mirror;
    private final long rowBytes;
    private final long pixelBytes;
    private final Effort effort;

    /// @param pixels that the frame is in; `mirror` is as long
    /// @param effort is added to
    Comparison(Frame frame, MemorySegment pixels, MemorySegment mirror, Effort effort) {
        this.frame = frame;
        this.pixels = pixels;
        this.mirror = mirror;
        this.rowBytes = frame.bytes(frame.width());
        this.pixelBytes = frame.bytes(1);
        this.effort = effort;
    }

    /// Whether any row differs, of bands of `band` rows from `first` to before `end`.
    ///
    /// @param stride rows from one band to the next
    boolean differs(int first, int end, int band, int stride) {
        int rows = 0;
        boolean differs = false;
        for (int top = first; top < end && !differs; top += stride) {
            int bottom = Math.min(top + band, end);
            for (int row = top; row < bottom && !differs; row++) {
                differs = firstDifference(row) >= 0;
                rows++;
            }
        }
        effort.compared(rows, rows * rowBytes);
        return differs;
    }

    /// Brings the mirror up to date.
    ///
    /// @return the smallest rectangle in which all is that was copied
    Rect update() {
        int top = -1;
        int bottom = 0;
        long left = Long.MAX_VALUE;
        long right = 0;
        long copied = 0;
        for (int row = 0; row < frame.height(); row++) {
            long first = firstDifference(row);
            if (first >= 0) {
                long end =
                        copy(frame.at(0, row) + first, frame.at(0, row) + rowBytes)
                                - frame.at(0, row);
                copied += end - first;
                left = Math.min(left, first / pixelBytes);
                right = Math.max(right, Math.ceilDiv(end, pixelBytes));
                top = top < 0 ? row : top;
                bottom = row + 1;
            }
        }
        effort.compared(frame.height(), frame.height() * rowBytes);
        effort.copied(copied);
        return top < 0 ? Rect.EMPTY : new Rect((int) left, top, (int) (right - left), bottom - top);
    }

    /// @return bytes from the start of the row, or -1 if it does not differ
    private long firstDifference(int row) {
        long start = frame.at(0, row);
        for (long at = 0; at < rowBytes; at += Bulk.PIECE) {
            long from = start + at;
            long to = start + Math.min(rowBytes, at + Bulk.PIECE);
            long found = MemorySegment.mismatch(pixels, from, to, mirror, from, to);
            Bulk.letOthersGoOn();
            if (found >= 0) {
                return at + found;
            }
        }
        return -1;
    }

    /// Copies from a difference to the last one before `limit`.
    ///
    /// @return after the last
    private long copy(long first, long limit) {
        long end = limit;
        while (end - Long.BYTES > first && sameLong(end - Long.BYTES)) {
            end -= Long.BYTES;
        }
        while (end - 1 > first && sameByte(end - 1)) {
            end--;
        }
        Bulk.copy(pixels, first, mirror, first, end - first);
        return end;
    }

    private boolean sameLong(long at) {
        return pixels.get(ValueLayout.JAVA_LONG_UNALIGNED, at)
                == mirror.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
    }

    private boolean sameByte(long at) {
        return pixels.get(ValueLayout.JAVA_BYTE, at) == mirror.get(ValueLayout.JAVA_BYTE, at);
    }
}
