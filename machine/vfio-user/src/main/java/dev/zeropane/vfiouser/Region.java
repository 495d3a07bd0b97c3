// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import dev.zeropane.pci.Bar;
import dev.zeropane.pci.ConfigSpace;
import dev.zeropane.pci.MappableMemory;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A VFIO region of a device: a BAR, or the configuration space.
///
/// @param size bytes; 0 if the device has no such region
record Region(long size, Optional<MappableMemory> memory, Access reader, Access writer) {
    static final Region NONE =
            new Region(0, Optional.empty(), (offset, data) -> {}, (offset, data) -> {});

    /// The areas must fit into the reply to GET_REGION_INFO.
    private static final int MAX_AREAS = 128;

    /// Reads or writes a region: as many bytes as `data` has.
    interface Access {
        void access(long offset, MemorySegment data);
    }

    static Region of(Bar bar) {
        Optional<MappableMemory> memory = bar.memory();
        memory.ifPresent(mappable -> {
            if (mappable.end() > bar.size() || mappable.areas().size() > MAX_AREAS) {
                throw new IllegalArgumentException(
                        "areas %s of a BAR of %d bytes".formatted(mappable.areas(), bar.size()));
            }
        });
        return new Region(bar.size(), memory, bar::read, bar::write);
    }

    static Region of(ConfigSpace config) {
        return new Region(ConfigSpace.SIZE, Optional.empty(), config::read, config::write);
    }

    /// @param offset unsigned
    /// @param count not negative
    boolean contains(long offset, long count) {
        return count <= size && Long.compareUnsigned(offset, size - count) <= 0;
    }
}
