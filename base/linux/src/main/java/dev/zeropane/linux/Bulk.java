// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.MemorySegment;

/// Copies and fills of any length that no other thread has to wait for.
///
/// A thread that copies, fills or compares memory in one call of the JDK's cannot be stopped before
/// the end of it. Whoever closes a mapping ([Mapping#close]) or collects garbage stops all threads,
/// so one copy of a large picture, with the page faults of new memory, would hold up the others for
/// a tenth of a second. Loops are no better: HotSpot leaves the check out of those that it can
/// count, such as one over the rows of a picture. So everything that may be large goes in pieces,
/// with [#letOthersGoOn] between them.
public final class Bulk {
    /// The most that is copied, filled or compared at once, in bytes.
    public static final int PIECE = 64 << 10;

    private Bulk() {}

    /// As [MemorySegment#copy(MemorySegment, long, MemorySegment, long, long)].
    public static void copy(
            MemorySegment source, long from, MemorySegment target, long to, long length) {
        long done = 0;
        while (length - done > PIECE) {
            MemorySegment.copy(source, from + done, target, to + done, PIECE);
            done += PIECE;
            letOthersGoOn();
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
            letOthersGoOn();
        }
    }

    /// As [MemorySegment#fill].
    public static void fill(MemorySegment target, byte value) {
        long done = 0;
        while (target.byteSize() - done > PIECE) {
            target.asSlice(done, PIECE).fill(value);
            done += PIECE;
            letOthersGoOn();
        }
        target.asSlice(done).fill(value);
    }

    /// A moment at which this thread can be stopped, for loops over much memory. It takes some
    /// nanoseconds: a call into native code, of which the cheapest, is where HotSpot always looks.
    public static void letOthersGoOn() {
        int _ = Libc.getpagesize();
    }
}
