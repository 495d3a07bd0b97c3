// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vfiouser;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a server says of a region. Owns the descriptor that came with it.
///
/// @param flags 1 readable, 2 writable, 4 mappable, 8 in parts
/// @param size bytes
/// @param areas what may be mapped, all of it if it is mappable but not in parts
public record RegionInfo(int index, int flags, long size, List<Area> areas, Optional<Fd> fd)
        implements AutoCloseable {
    static final int FIXED = 32;
    private static final int MAPPABLE = 4;
    private static final int IN_PARTS = 8;
    private static final int SPARSE_MMAP = 1;

    /// @param offset from the start of the region, in bytes
    /// @param inFile from the start of the file
    /// @param size bytes
    public record Area(long offset, long inFile, long size) {}

    /// Takes the reply's descriptor.
    static RegionInfo of(Reply reply) {
        int flags = reply.u32(4);
        long size = reply.u64(16);
        long base = reply.u64(24);
        List<Area> areas = new ArrayList<>();
        if ((flags & IN_PARTS) != 0) {
            int at = reply.u32(12);
            if (reply.u16(at) != SPARSE_MMAP || reply.u16(at + 2) != 1 || reply.u32(at + 4) != 0) {
                throw new VfioUserException("a capability that no server needs");
            }
            for (int i = 0; i < reply.u32(at + 8); i++) {
                long offset = reply.u64(at + 16 + 16 * i);
                areas.add(new Area(offset, base + offset, reply.u64(at + 24 + 16 * i)));
            }
        } else if ((flags & MAPPABLE) != 0) {
            areas.add(new Area(0, base, size));
        }
        if (reply.fds().size() != ((flags & MAPPABLE) != 0 ? 1 : 0)) {
            throw new VfioUserException(reply.fds().size() + " descriptors with flags " + flags);
        }
        return new RegionInfo(reply.u32(8), flags, size, areas, reply.fds().stream().findFirst());
    }

    /// Maps one of the areas as a VMM would.
    public Mapping map(int area) {
        Area wanted = areas.get(area);
        return Mapping.of(fd.orElseThrow(), wanted.inFile, wanted.size, Mapping.Access.READ_WRITE);
    }

    @Override
    public void close() {
        fd.ifPresent(Fd::close);
    }
}
