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

/// The payload of VFIO_USER_DEVICE_GET_REGION_INFO, and the fixed part of its reply (`struct
/// vfio_region_info`).
///
/// @param argumentSize in the request the client's room, in the reply the room needed
/// @param capability offset of the [SparseMmap], or 0
/// @param size of the region
/// @param offset of the region in its file, for mmap
public record RegionInfo(
        long argumentSize, int flags, int index, int capability, long size, long offset) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "vfio_region_info",
                    U32.withName("argsz"),
                    U32.withName("flags"),
                    U32.withName("index"),
                    U32.withName("cap_offset"),
                    U64.withName("size"),
                    U64.withName("offset"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long ARGSZ = Struct.offset(LAYOUT, "argsz");
    private static final long FLAGS = Struct.offset(LAYOUT, "flags");
    private static final long INDEX = Struct.offset(LAYOUT, "index");
    private static final long CAP_OFFSET = Struct.offset(LAYOUT, "cap_offset");
    private static final long LENGTH = Struct.offset(LAYOUT, "size");
    private static final long OFFSET = Struct.offset(LAYOUT, "offset");

    public static RegionInfo read(MemorySegment from) {
        return new RegionInfo(
                unsigned(from, ARGSZ),
                u32(from, FLAGS),
                u32(from, INDEX),
                u32(from, CAP_OFFSET),
                u64(from, LENGTH),
                u64(from, OFFSET));
    }

    public void write(MemorySegment to) {
        to.set(U32, ARGSZ, (int) argumentSize);
        to.set(U32, FLAGS, flags);
        to.set(U32, INDEX, index);
        to.set(U32, CAP_OFFSET, capability);
        to.set(U64, LENGTH, size);
        to.set(U64, OFFSET, offset);
    }
}
