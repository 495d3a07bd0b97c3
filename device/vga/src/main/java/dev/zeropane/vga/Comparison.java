// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.linux.Bulk;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Finds what differs between a picture and its mirror, and brings the mirror up to date. The guest
/// may draw meanwhile: what is copied then is within what is reported, and what is not found now is
/// found the next time.
final class Comparison {
    /// Stays in the processor's first cache.
    private static final int PIECE = 8 << 10;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final byte[] seen = new byte[PIECE];
    private final byte[] known = new byte[PIECE];
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
        long end = start + rowBytes;
        for (long at = start; at < end; at += PIECE) {
            int size = take(at, Math.min(at + PIECE, end));
            int first = Arrays.mismatch(seen, 0, size, known, 0, size);
            if (first >= 0) {
                return at + first - start;
            }
        }
        return -1;
    }

    /// Copies from a difference to the last one before `limit`.
    ///
    /// @return after the last
    private long copy(long first, long limit) {
        long end = endOfDifferences(first, limit);
        Bulk.copy(pixels, first, mirror, first, end - first);
        return end;
    }

    private long endOfDifferences(long first, long limit) {
        for (long end = limit; end > first; end -= PIECE) {
            long at = Math.max(first, end - PIECE);
            int size = take(at, end);
            while (size >= Long.BYTES && sameLong(size - Long.BYTES)) {
                size -= Long.BYTES;
            }
            while (size > 0 && seen[size - 1] == known[size - 1]) {
                size--;
            }
            if (size > 0) {
                return at + size;
            }
        }
        // The guest has drawn meanwhile what was there before.
        return first + 1;
    }

    private boolean sameLong(int at) {
        return (long) LONGS.get(seen, at) == (long) LONGS.get(known, at);
    }

    /// Takes a piece of both to where comparing is safe: the VMM can punch holes into the pixels,
    /// as a compositor can into the mirror, and where the host has no memory for these, copying
    /// throws, but comparing in place kills the JVM.
    ///
    /// @return its size
    private int take(long start, long end) {
        int size = Math.toIntExact(end - start);
        MemorySegment.copy(pixels, ValueLayout.JAVA_BYTE, start, seen, 0, size);
        MemorySegment.copy(mirror, ValueLayout.JAVA_BYTE, start, known, 0, size);
        Bulk.safepoint();
        return size;
    }
}
