// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U16;
import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;

import dev.zeropane.linux.struct.Struct;
import dev.zeropane.pci.MappableMemory.Area;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;

/// The areas of a region that may be mapped, behind a [RegionInfo] (`struct
/// vfio_region_info_cap_sparse_mmap`).
public record SparseMmap(List<Area> areas) {
    static final StructLayout HEADER =
            Struct.of(
                    "vfio_info_cap_header",
                    U16.withName("id"),
                    U16.withName("version"),
                    U32.withName("next"));

    static final StructLayout AREA =
            Struct.of("vfio_region_sparse_mmap_area", U64.withName("offset"), U64.withName("size"));

    static final StructLayout LAYOUT =
            Struct.of(
                    "vfio_region_info_cap_sparse_mmap",
                    HEADER.withName("header"),
                    U32.withName("nr_areas"),
                    U32.withName("reserved"),
                    MemoryLayout.sequenceLayout(0, AREA).withName("areas"));

    private static final int VFIO_REGION_INFO_CAP_SPARSE_MMAP = 1;
    private static final int VERSION = 1;

    private static final long ID = Struct.offset(LAYOUT, "header", "id");
    private static final long CAPABILITY_VERSION = Struct.offset(LAYOUT, "header", "version");
    private static final long NEXT = Struct.offset(LAYOUT, "header", "next");
    private static final long NR_AREAS = Struct.offset(LAYOUT, "nr_areas");
    private static final long RESERVED = Struct.offset(LAYOUT, "reserved");
    private static final long AREAS = Struct.offset(LAYOUT, "areas");
    private static final long OFFSET = Struct.offset(AREA, "offset");
    private static final long SIZE = Struct.offset(AREA, "size");

    /// In bytes.
    public int size() {
        return (int) (AREAS + areas.size() * AREA.byteSize());
    }

    public void write(MemorySegment to) {
        to.set(U16, ID, (short) VFIO_REGION_INFO_CAP_SPARSE_MMAP);
        to.set(U16, CAPABILITY_VERSION, (short) VERSION);
        to.set(U32, NEXT, 0);
        to.set(U32, NR_AREAS, areas.size());
        to.set(U32, RESERVED, 0);
        long at = AREAS;
        for (Area area : areas) {
            to.set(U64, at + OFFSET, area.offset());
            to.set(U64, at + SIZE, area.size());
            at += AREA.byteSize();
        }
    }
}
