package dev.zeropane.pci;

import dev.zeropane.linux.Fd;
import java.util.List;

/// Memory behind a BAR that a VMM may map. Byte `n` of the file is byte `n` of the BAR.
///
/// @param fd a memfd, as long as the BAR, still owned by the device. Who gets it has all of it,
///   also what is outside of the areas
/// @param areas what may be mapped, in ascending order without overlap; whole pages
public record MappableMemory(Fd fd, List<Area> areas) {
    /// @param offset bytes from the start of the BAR
    /// @param size bytes
    public record Area(long offset, long size) {}
}
