// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.u64;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// A part of the guest's memory ("Memory region description", `struct vhost_memory_region` with the
/// file offset in the place of `flags_padding`). A message has an array of regions, behind their
/// number or, if it always has one, behind padding (`struct vhost_memory`).
///
/// @param userAddress of the region in the front-end's own address space
/// @param fileOffset of the region in its file
public record MemoryRegion(long guestAddress, long size, long userAddress, long fileOffset) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "vhost_memory_region",
                    U64.withName("guest_phys_addr"),
                    U64.withName("memory_size"),
                    U64.withName("userspace_addr"),
                    U64.withName("flags_padding"));

    static final StructLayout TABLE =
            Struct.of(
                    "vhost_memory",
                    U32.withName("nregions"),
                    U32.withName("padding"),
                    LAYOUT.withName("regions"));

    private static final long COUNT = offset(TABLE, "nregions");
    private static final long REGIONS = offset(TABLE, "regions");
    private static final long GUEST = offset(LAYOUT, "guest_phys_addr");
    private static final long BYTES = offset(LAYOUT, "memory_size");
    private static final long USER = offset(LAYOUT, "userspace_addr");
    private static final long OFFSET = offset(LAYOUT, "flags_padding");

    /// Bytes needed to read the number of regions.
    public static final long COUNT_SIZE = COUNT + U32.byteSize();

    /// The number of regions that the payload announces, unsigned.
    public static int count(MemorySegment payload) {
        return u32(payload, COUNT);
    }

    /// Bytes of a payload of that many regions.
    public static long size(int count) {
        return REGIONS + count * LAYOUT.byteSize();
    }

    public static MemoryRegion read(MemorySegment payload, int number) {
        long at = size(number);
        return new MemoryRegion(
                u64(payload, at + GUEST),
                u64(payload, at + BYTES),
                u64(payload, at + USER),
                u64(payload, at + OFFSET));
    }
}
