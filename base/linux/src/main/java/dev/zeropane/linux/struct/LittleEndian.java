// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.struct;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Little-endian numbers, wherever in memory they lie: those of virtio and of PCI.
public final class LittleEndian {
    public static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    public static final ValueLayout.OfShort LE16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    public static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    public static final ValueLayout.OfLong LE64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    public static int u8(MemorySegment from, long offset) {
        return Byte.toUnsignedInt(from.get(U8, offset));
    }

    public static int le16(MemorySegment from, long offset) {
        return Short.toUnsignedInt(from.get(LE16, offset));
    }

    /// All 32 bits: an identifier or flags. For a length use [#unsigned].
    public static int le32(MemorySegment from, long offset) {
        return from.get(LE32, offset);
    }

    /// A number of 32 bits without a sign.
    public static long unsigned(MemorySegment from, long offset) {
        return Integer.toUnsignedLong(from.get(LE32, offset));
    }

    /// All 64 bits, to be compared as an unsigned number.
    public static long le64(MemorySegment from, long offset) {
        return from.get(LE64, offset);
    }
}
