// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.raw;

import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.u64;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The first fields of `struct statfs` (man 2 statfs), the same on every 64-bit architecture.
///
/// @param type a `..._MAGIC` number of `<linux/magic.h>`
/// @param blockSize in bytes
public record StatFs(long type, long blockSize) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "statfs",
                    U64.withName("f_type"),
                    U64.withName("f_bsize"),
                    MemoryLayout.paddingLayout(104));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long F_TYPE = offset(LAYOUT, "f_type");
    private static final long F_BSIZE = offset(LAYOUT, "f_bsize");

    public static StatFs read(MemorySegment from) {
        return new StatFs(u64(from, F_TYPE), u64(from, F_BSIZE));
    }
}
