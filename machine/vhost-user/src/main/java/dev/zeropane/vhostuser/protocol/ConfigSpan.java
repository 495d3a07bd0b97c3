// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.unsigned;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// A range of the configuration space ("Virtio device config space"), followed by its bytes.
public record ConfigSpan(long offset, long size) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "config", U32.withName("offset"), U32.withName("size"), U32.withName("flags"));

    /// Bytes before the data, with the flags, which are ignored.
    public static final long SIZE = LAYOUT.byteSize();

    private static final long OFFSET = Struct.offset(LAYOUT, "offset");
    private static final long BYTES = Struct.offset(LAYOUT, "size");

    /// Bytes needed to read a span.
    public static final long READ = Struct.offset(LAYOUT, "flags");

    public static ConfigSpan read(MemorySegment from) {
        return new ConfigSpan(unsigned(from, OFFSET), unsigned(from, BYTES));
    }

    /// Writes the span with flags of 0.
    public void write(MemorySegment to) {
        to.asSlice(0, SIZE).fill((byte) 0);
        to.set(U32, OFFSET, (int) offset);
        to.set(U32, BYTES, (int) size);
    }
}
