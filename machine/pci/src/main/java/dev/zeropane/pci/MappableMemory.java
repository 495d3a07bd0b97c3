// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.pci;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import java.util.List;

/// The memory of a BAR that a VMM may map. Byte `n` of the file is byte `n` of the BAR.
///
/// @param fd a memfd, as long as the BAR, still owned by the device. Its receiver has the whole
///   file, also the bytes outside of the areas
/// @param areas the parts that may be mapped, at least one, in ascending order without overlap;
///   whole pages
public record MappableMemory(Fd fd, List<Area> areas) {
    /// @throws IllegalArgumentException if the areas are not as described
    public MappableMemory {
        areas = List.copyOf(areas);
        if (areas.isEmpty()) {
            throw new IllegalArgumentException("no areas: then there is no mappable memory");
        }
        long end = 0;
        for (Area area : areas) {
            if (area.offset < end) {
                throw new IllegalArgumentException("areas overlap or are not in order: " + areas);
            }
            end = area.offset + area.size;
        }
    }

    /// Makes all of a BAR mappable.
    ///
    /// @param size of the BAR, in bytes
    public static MappableMemory whole(Fd fd, long size) {
        return new MappableMemory(fd, List.of(new Area(0, size)));
    }

    /// Whether every byte of a BAR of `size` bytes may be mapped.
    public boolean isWhole(long size) {
        long at = 0;
        for (Area area : areas) {
            if (area.offset != at) {
                return false;
            }
            at += area.size;
        }
        return at == size;
    }

    /// The end of the last area, in bytes from the start of the BAR.
    public long end() {
        Area last = areas.getLast();
        return last.offset + last.size;
    }

    /// @param offset bytes from the start of the BAR
    /// @param size bytes
    public record Area(long offset, long size) {
        /// @throws IllegalArgumentException if it is not whole pages
        public Area {
            if (offset < 0
                    || size <= 0
                    || offset + size < 0
                    || offset % Mapping.PAGE_SIZE != 0
                    || size % Mapping.PAGE_SIZE != 0) {
                throw new IllegalArgumentException(
                        "%d bytes at %d are no whole pages".formatted(size, offset));
            }
        }
    }
}
