// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.struct;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Numbers in the host's byte order, wherever in memory they lie: those of the kernel, of
/// vhost-user, vhost-user-gpu and vfio-user.
public final class NativeOrder {
    public static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    public static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;
    public static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;
    public static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED;

    private NativeOrder() {}

    public static int u16(MemorySegment from, long offset) {
        return Short.toUnsignedInt(from.get(U16, offset));
    }

    /// All 32 bits: an identifier, an error number or flags. For a length use [#unsigned].
    public static int u32(MemorySegment from, long offset) {
        return from.get(U32, offset);
    }

    /// A number of 32 bits without a sign.
    public static long unsigned(MemorySegment from, long offset) {
        return Integer.toUnsignedLong(from.get(U32, offset));
    }

    /// All 64 bits, to be compared as an unsigned number.
    public static long u64(MemorySegment from, long offset) {
        return from.get(U64, offset);
    }
}
