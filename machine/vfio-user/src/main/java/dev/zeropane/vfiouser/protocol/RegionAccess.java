// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.u64;
import static dev.zeropane.linux.struct.NativeOrder.unsigned;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The fixed part of VFIO_USER_REGION_READ and VFIO_USER_REGION_WRITE, before the data. All fields
/// are unsigned.
public record RegionAccess(long offset, int region, long count) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "vfio_user_region_access",
                    U64.withName("offset"),
                    U32.withName("region"),
                    U32.withName("count"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long OFFSET = Struct.offset(LAYOUT, "offset");
    private static final long REGION = Struct.offset(LAYOUT, "region");
    private static final long COUNT = Struct.offset(LAYOUT, "count");

    public static RegionAccess read(MemorySegment from) {
        return new RegionAccess(u64(from, OFFSET), u32(from, REGION), unsigned(from, COUNT));
    }

    public void write(MemorySegment to) {
        to.set(U64, OFFSET, offset);
        to.set(U32, REGION, region);
        to.set(U32, COUNT, (int) count);
    }
}
