// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The loops of [PixelFormat#toXrgb8888], each in a method of its own: the compiler stops inlining
/// in a method with many memory accesses, which is then ten times slower.
final class PixelRow {
    private static final ValueLayout.OfShort LE16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private PixelRow() {}

    /// Words of four bytes, with their bytes reversed and then shifted down.
    static void reversed(
            MemorySegment source, long from, MemorySegment target, long to, int pixels, int by) {
        for (long i = 0; i < pixels; i++) {
            int word = Integer.reverseBytes(source.get(LE32, from + 4 * i));
            target.set(LE32, to + 4 * i, word >>> by);
        }
    }

    /// Words of four bytes, shifted down.
    static void shifted(
            MemorySegment source, long from, MemorySegment target, long to, int pixels, int by) {
        for (long i = 0; i < pixels; i++) {
            target.set(LE32, to + 4 * i, source.get(LE32, from + 4 * i) >>> by);
        }
    }

    static void rgb888(MemorySegment source, long from, MemorySegment target, long to, int pixels) {
        for (long i = 0; i < pixels; i++) {
            long at = from + 3 * i;
            int low = Byte.toUnsignedInt(source.get(ValueLayout.JAVA_BYTE, at));
            int high = Short.toUnsignedInt(source.get(LE16, at + Byte.BYTES));
            target.set(LE32, to + 4 * i, high << 8 | low);
        }
    }

    static void rgb565(MemorySegment source, long from, MemorySegment target, long to, int pixels) {
        for (long i = 0; i < pixels; i++) {
            target.set(LE32, to + 4 * i, PixelFormat.rgb565(source.get(LE16, from + 2 * i)));
        }
    }

    static void xrgb1555(
            MemorySegment source, long from, MemorySegment target, long to, int pixels) {
        for (long i = 0; i < pixels; i++) {
            target.set(LE32, to + 4 * i, PixelFormat.xrgb1555(source.get(LE16, from + 2 * i)));
        }
    }
}
