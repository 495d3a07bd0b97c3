// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.vfiouser.VfioUser.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.zeropane.linux.Fd;
import dev.zeropane.pci.MappableMemory;
import dev.zeropane.pci.MappableMemory.Area;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// What VFIO_USER_DEVICE_GET_REGION_INFO answers: `struct vfio_region_info`, for memory with holes
/// followed by a `struct vfio_region_info_cap_sparse_mmap`.
///
/// ```
/// u32 argsz | u32 flags | u32 index | u32 cap_offset | u64 size | u64 offset
/// u16 id: 1 | u16 version: 1 | u32 next: 0 | u32 areas | u32 0 | for each: u64 offset, u64 size
/// ```
///
/// @param size of the region, in bytes
/// @param areas what may be mapped; empty if nothing or everything may
/// @param fds the memory's, if there is any
record RegionInfo(int index, long size, List<Area> areas, List<Fd> fds) {
    static final int SIZE = 32;
    private static final int CAPABILITY_SIZE = 16;
    private static final int AREA_SIZE = 16;

    /// @param mappable whether the client takes a descriptor
    static RegionInfo of(int index, Region region, boolean mappable) {
        Optional<MappableMemory> memory = region.memory().filter(any -> mappable);
        return new RegionInfo(
                index,
                region.size(),
                memory.filter(any -> !any.isWhole(region.size()))
                        .map(MappableMemory::areas)
                        .orElse(List.of()),
                memory.map(any -> List.of(any.fd())).orElse(List.of()));
    }

    /// Bytes that all of it takes.
    int fullSize() {
        return SIZE + (areas.isEmpty() ? 0 : CAPABILITY_SIZE + areas.size() * AREA_SIZE);
    }

    /// Writes all of it, or the fixed part alone if that is all there is room for. A client then
    /// sees how much room it takes, and asks again.
    ///
    /// @param room bytes, at least [#SIZE]
    /// @return bytes written
    int write(MemorySegment payload, long room) {
        payload.set(JAVA_INT, 0, fullSize());
        payload.set(JAVA_INT, 4, flags());
        payload.set(JAVA_INT, 8, index);
        payload.set(JAVA_INT, 12, areas.isEmpty() ? 0 : SIZE);
        payload.set(JAVA_LONG, 16, size);
        payload.set(JAVA_LONG, 24, 0);
        if (room < fullSize()) {
            return SIZE;
        }
        if (!areas.isEmpty()) {
            writeAreas(payload.asSlice(SIZE));
        }
        return fullSize();
    }

    private int flags() {
        if (size == 0) {
            return 0;
        }
        return VFIO_REGION_INFO_FLAG_READ
                | VFIO_REGION_INFO_FLAG_WRITE
                | (fds.isEmpty() ? 0 : VFIO_REGION_INFO_FLAG_MMAP)
                | (areas.isEmpty() ? 0 : VFIO_REGION_INFO_FLAG_CAPS);
    }

    private void writeAreas(MemorySegment capability) {
        capability.set(JAVA_SHORT, 0, (short) VFIO_REGION_INFO_CAP_SPARSE_MMAP);
        capability.set(JAVA_SHORT, 2, (short) 1);
        capability.set(JAVA_INT, 4, 0);
        capability.set(JAVA_INT, 8, areas.size());
        capability.set(JAVA_INT, 12, 0);
        long at = CAPABILITY_SIZE;
        for (Area area : areas) {
            capability.set(JAVA_LONG, at, area.offset());
            capability.set(JAVA_LONG, at + 8, area.size());
            at += AREA_SIZE;
        }
    }
}
