// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static dev.zeropane.vfiouser.VfioUser.*;

import dev.zeropane.linux.Fd;
import dev.zeropane.pci.MappableMemory;
import dev.zeropane.vfiouser.protocol.RegionInfo;
import dev.zeropane.vfiouser.protocol.SparseMmap;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// What VFIO_USER_DEVICE_GET_REGION_INFO answers.
///
/// @param size of the region, in bytes
/// @param areas what may be mapped, if that is a part of it
/// @param fds the memory's, if there is any
record RegionReply(int index, long size, Optional<SparseMmap> areas, List<Fd> fds) {
    /// @param mappable whether the client takes a descriptor
    static RegionReply of(int index, Region region, boolean mappable) {
        Optional<MappableMemory> memory = region.memory().filter(any -> mappable);
        return new RegionReply(
                index,
                region.size(),
                memory.filter(any -> !any.isWhole(region.size()))
                        .map(any -> new SparseMmap(any.areas())),
                memory.map(any -> List.of(any.fd())).orElse(List.of()));
    }

    /// Bytes that all of it takes.
    int fullSize() {
        return RegionInfo.SIZE + areas.map(SparseMmap::size).orElse(0);
    }

    /// Writes all of it, or the fixed part alone if that is all there is room for. A client then
    /// sees how much room it takes, and asks again.
    ///
    /// @param room bytes, at least [RegionInfo#SIZE]
    /// @return bytes written
    int write(MemorySegment payload, long room) {
        int capability = areas.isPresent() ? RegionInfo.SIZE : 0;
        new RegionInfo(fullSize(), flags(), index, capability, size, 0).write(payload);
        if (room < fullSize()) {
            return RegionInfo.SIZE;
        }
        areas.ifPresent(some -> some.write(payload.asSlice(RegionInfo.SIZE)));
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
}
