// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The private copy of one request. The guest may rewrite its own while we read; everything is
/// decoded from here.
public final class RequestBytes {
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LE64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// The longest request: ATTACH_BACKING with all its entries.
    private static final long CAPACITY = 32 + MemEntries.MAX_ENTRIES * MemEntries.ENTRY_SIZE;

    private final MemorySegment bytes = Arena.ofAuto().allocate(CAPACITY, Long.BYTES);
    private long length;

    public RequestBytes() {}

    /// Where to copy a request to; what exceeds it is no part of any command.
    public MemorySegment buffer() {
        return bytes;
    }

    /// Says how much of the buffer the request filled.
    public void length(long length) {
        this.length = length;
    }

    public boolean has(long at, long size) {
        return at + size <= length;
    }

    public CtrlHeader header() {
        return new CtrlHeader(
                le32(0),
                le32(4),
                le64(8),
                le32(16),
                Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, 20)));
    }

    int le32(long at) {
        return bytes.get(LE32, at);
    }

    long unsigned(long at) {
        return Integer.toUnsignedLong(bytes.get(LE32, at));
    }

    long le64(long at) {
        return bytes.get(LE64, at);
    }

    GuestRect rect(long at) {
        return new GuestRect(unsigned(at), unsigned(at + 4), unsigned(at + 8), unsigned(at + 12));
    }
}
