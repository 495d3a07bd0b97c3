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

/// The reply to VFIO_USER_DEVICE_GET_REGION_INFO.
///
/// @param size of the region, in bytes
/// @param areas the parts that may be mapped, if not the whole region may be
/// @param fds the descriptor of the mappable memory, if there is any
record RegionReply(int index, long size, Optional<SparseMmap> areas, List<Fd> fds) {
    /// @param mappable whether the client takes descriptors
    static RegionReply of(int index, Region region, boolean mappable) {
        Optional<MappableMemory> memory = region.memory().filter(any -> mappable);
        return new RegionReply(
                index,
                region.size(),
                memory.filter(any -> !any.isWhole(region.size()))
                        .map(any -> new SparseMmap(any.areas())),
                memory.map(any -> List.of(any.fd())).orElse(List.of()));
    }

    /// Bytes of the complete reply.
    int fullSize() {
        return RegionInfo.SIZE + areas.map(SparseMmap::size).orElse(0);
    }

    /// Writes the complete reply, or only the fixed part if there is no more room. The client then
    /// finds the size that it needs there, and asks again.
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
