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

/// Finds differences between a picture and its mirror, and updates the mirror. The guest may draw
/// meanwhile: all copied bytes lie within the reported rectangle, and a difference that is not
/// found now is found by the next comparison.
final class Comparison {
    /// Fits into the processor's L1 cache.
    private static final int PIECE = 8 << 10;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final byte[] drawn = new byte[PIECE];
    private final byte[] mirrored = new byte[PIECE];
    private final Frame frame;
    private final MemorySegment pixels;
    private final MemorySegment mirror;
    private final long rowBytes;
    private final long pixelBytes;
    private final ComparisonCounters counters;

    /// @param pixels the frame's memory; `mirror` is as long
    /// @param counters counts the comparisons
    Comparison(
            Frame frame, MemorySegment pixels, MemorySegment mirror, ComparisonCounters counters) {
        this.frame = frame;
        this.pixels = pixels;
        this.mirror = mirror;
        this.rowBytes = frame.bytes(frame.width());
        this.pixelBytes = frame.bytes(1);
        this.counters = counters;
    }

    /// Whether any row differs in the bands of `band` rows between `first` and `end`, exclusive.
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
        counters.addCompared(rows, rows * rowBytes);
        return differs;
    }

    /// Updates the mirror.
    ///
    /// @return the smallest rectangle that contains all copied bytes
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
        counters.addCompared(frame.height(), frame.height() * rowBytes);
        counters.addCopied(copied);
        return top < 0 ? Rect.EMPTY : new Rect((int) left, top, (int) (right - left), bottom - top);
    }

    /// @return bytes from the start of the row, or -1 if the row is equal
    private long firstDifference(int row) {
        long start = frame.at(0, row);
        long end = start + rowBytes;
        for (long at = start; at < end; at += PIECE) {
            int size = copyPiece(at, Math.min(at + PIECE, end));
            int first = Arrays.mismatch(drawn, 0, size, mirrored, 0, size);
            if (first >= 0) {
                return at + first - start;
            }
        }
        return -1;
    }

    /// Copies everything from a difference to the last one before `limit`.
    ///
    /// @return the end of the last difference
    private long copy(long first, long limit) {
        long end = endOfDifferences(first, limit);
        Bulk.copy(pixels, first, mirror, first, end - first);
        return end;
    }

    private long endOfDifferences(long first, long limit) {
        for (long end = limit; end > first; end -= PIECE) {
            long at = Math.max(first, end - PIECE);
            int size = copyPiece(at, end);
            while (size >= Long.BYTES && sameLong(size - Long.BYTES)) {
                size -= Long.BYTES;
            }
            while (size > 0 && drawn[size - 1] == mirrored[size - 1]) {
                size--;
            }
            if (size > 0) {
                return at + size;
            }
        }
        // The guest has restored the old content meanwhile.
        return first + 1;
    }

    private boolean sameLong(int at) {
        return (long) LONGS.get(drawn, at) == (long) LONGS.get(mirrored, at);
    }

    /// Copies a piece of both to private memory, and compares there: the VMM can punch holes into
    /// the pixels, and a compositor into the mirror. If the host has no memory for a hole, copying
    /// throws an exception, but comparing in place kills the JVM.
    ///
    /// @return the piece's size
    private int copyPiece(long start, long end) {
        int size = Math.toIntExact(end - start);
        MemorySegment.copy(pixels, ValueLayout.JAVA_BYTE, start, drawn, 0, size);
        MemorySegment.copy(mirror, ValueLayout.JAVA_BYTE, start, mirrored, 0, size);
        Bulk.safepoint();
        return size;
    }
}
