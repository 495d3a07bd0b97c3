// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The header of every message ("Header").
///
/// @param size of the payload
public record Header(int request, int flags, long size) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "header", U32.withName("request"), U32.withName("flags"), U32.withName("size"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long REQUEST = offset(LAYOUT, "request");
    private static final long FLAGS = offset(LAYOUT, "flags");
    private static final long LENGTH = offset(LAYOUT, "size");

    public static Header read(MemorySegment from) {
        return new Header(u32(from, REQUEST), u32(from, FLAGS), unsigned(from, LENGTH));
    }

    public void write(MemorySegment to) {
        to.set(U32, REQUEST, request);
        to.set(U32, FLAGS, flags);
        to.set(U32, LENGTH, (int) size);
    }
}
