// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.MemorySegment;

/// Copies and fills memory of any length without making other threads wait.
///
/// HotSpot cannot stop a thread within one JDK call that copies, fills or compares memory. Closing
/// a mapping ([Mapping#close]) and collecting garbage stop all threads, so one copy of a large
/// picture, with the page faults of new memory, would delay the other threads for a tenth of a
/// second. Loops are no better: HotSpot omits the safepoint poll in counted loops, such as one over
/// the rows of a picture. So all large copies are made in pieces, with a [#safepoint] between them.
public final class Bulk {
    /// The largest number of bytes copied, filled or compared in one call.
    public static final int PIECE = 64 << 10;

    private Bulk() {}

    /// As [MemorySegment#copy(MemorySegment, long, MemorySegment, long, long)].
    public static void copy(
            MemorySegment source, long from, MemorySegment target, long to, long length) {
        long done = 0;
        while (length - done > PIECE) {
            MemorySegment.copy(source, from + done, target, to + done, PIECE);
            done += PIECE;
            safepoint();
        }
        MemorySegment.copy(source, from + done, target, to + done, length - done);
    }

    /// Copies rows that lie `sourceStride` bytes apart to where they lie `targetStride` apart.
    public static void copyRows(
            MemorySegment source,
            long from,
            long sourceStride,
            MemorySegment target,
            long to,
            long targetStride,
            long rowBytes,
            int rows) {
        if (sourceStride == rowBytes && targetStride == rowBytes) {
            copy(source, from, target, to, rowBytes * rows);
            return;
        }
        for (int row = 0; row < rows; row++) {
            copy(source, from + row * sourceStride, target, to + row * targetStride, rowBytes);
            safepoint();
        }
    }

    /// As [MemorySegment#fill].
    public static void fill(MemorySegment target, byte value) {
        long done = 0;
        while (target.byteSize() - done > PIECE) {
            target.asSlice(done, PIECE).fill(value);
            done += PIECE;
            safepoint();
        }
        target.asSlice(done).fill(value);
    }

    /// Lets HotSpot stop this thread now, for loops over much memory. It takes some nanoseconds:
    /// HotSpot always polls at a call into native code, and this makes the cheapest one.
    public static void safepoint() {
        int _ = Libc.getpagesize();
    }
}
