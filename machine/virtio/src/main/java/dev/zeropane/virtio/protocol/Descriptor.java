// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// One `struct virtq_desc` (VIRTIO 1.3 §2.7.5), copied out of guest memory once.
record Descriptor(long address, long length, int flags, int next) {
    static final int VIRTQ_DESC_F_NEXT = 1;
    static final int VIRTQ_DESC_F_WRITE = 2;
    static final int VIRTQ_DESC_F_INDIRECT = 4;

    // Unaligned, as an indirect table may lie anywhere.
    private static final ValueLayout.OfLong LE64 =
            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt LE32 =
            JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).withByteAlignment(1);
    private static final ValueLayout.OfShort LE16 =
            JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN).withByteAlignment(1);

    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    LE64.withName("addr"),
                    LE32.withName("len"),
                    LE16.withName("flags"),
                    LE16.withName("next"));
    private static final long ADDR = LAYOUT.byteOffset(groupElement("addr"));
    private static final long LEN = LAYOUT.byteOffset(groupElement("len"));
    private static final long FLAGS = LAYOUT.byteOffset(groupElement("flags"));
    private static final long NEXT = LAYOUT.byteOffset(groupElement("next"));

    static Descriptor read(MemorySegment table, int index) {
        long at = index * LAYOUT.byteSize();
        return new Descriptor(
                table.get(LE64, at + ADDR),
                Integer.toUnsignedLong(table.get(LE32, at + LEN)),
                Short.toUnsignedInt(table.get(LE16, at + FLAGS)),
                Short.toUnsignedInt(table.get(LE16, at + NEXT)));
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
