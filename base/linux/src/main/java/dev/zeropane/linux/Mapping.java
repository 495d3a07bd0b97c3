// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.raw.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Files mapped shared into this process, unmapped by [#close].
///
/// A mapping is made of one piece ([#of]) or of many laid side by side in one reserved range
/// ([#reserve], [#place]), so that scattered pages are read as one linear segment. Its segment may
/// be read from any thread; after close every access throws [IllegalStateException], including one
/// that another thread is in the middle of; HotSpot may leave that thread interrupted.
///
/// Touching a page may fault (SIGBUS): another process can truncate a file that is not sealed with
/// [Seals#F_SEAL_SHRINK], and only [Seals#F_SEAL_WRITE] prevents it from punching holes, which the
/// host may have no memory (or no huge page) to fill again. Where [MemorySegment] copies or fills
/// pages, or reads one value at a time, the fault throws [InternalError], perhaps a little later.
/// In [MemorySegment#mismatch], in loops that the compiler vectorizes, and in native calls the
/// fault kills the JVM. So copy memory that others can punch to private memory first, and read the
/// copy.
///
/// Mappings hold guests' memory or pictures of it, so core files leave them out.
public final class Mapping implements AutoCloseable {
    /// The system's page size in bytes.
    public static final long PAGE_SIZE = Libc.getpagesize();

    private static final int PROT_NONE = 0;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 0x1;
    private static final int MAP_PRIVATE = 0x2;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    private static final int MADV_DONTDUMP = 16;

    /// How a file is mapped.
    public enum Access {
        READ(PROT_READ),
        READ_WRITE(PROT_READ | PROT_WRITE);

        private final int protection;

        Access(int protection) {
            this.protection = protection;
        }
    }

    private final Arena arena;
    private final MemorySegment segment;
    private final Access access;

    /// Whether core files leave out all of the mapping. Placed pieces are excluded by one call,
    /// made when all of them are mapped.
    private volatile boolean hidden;

    private Mapping(long address, long length, Access access) {
        this.arena = Arena.ofShared();
        this.access = access;
        this.segment = adopt(address, length, arena);
    }

    // SAFETY: `address` is the start of a fresh mapping of exactly `length` bytes, which only the
    // cleanup action of this arena unmaps.
    @SuppressWarnings("restricted")
    private static MemorySegment adopt(long address, long length, Arena arena) {
        return MemorySegment.ofAddress(address)
                .reinterpret(length, arena, segment -> Libc.munmap(segment));
    }

    /// Maps `length` bytes of a file from `offset`.
    ///
    /// @param offset bytes, a multiple of [Fd#mappingUnit]
    /// @param length bytes, more than 0; for a file of huge pages a multiple of their size
    public static Mapping of(Fd fd, long offset, long length, Access access) {
        long address =
                Libc.mmap(
                        MemorySegment.NULL,
                        length,
                        access.protection,
                        MAP_SHARED,
                        fd.number(),
                        offset);
        Fd.check(address, "mmap of " + length + " bytes at " + offset, fd.toString());
        Mapping mapping = new Mapping(address, length, access);
        mapping.hide();
        return mapping;
    }

    /// Reserves a range of addresses with nothing in it, to be filled by [#place]. Touching a part
    /// never filled kills the process, so fill it whole before giving the segment to anyone.
    public static Mapping reserve(long length, Access access) {
        long address =
                Libc.mmap(
                        MemorySegment.NULL,
                        length,
                        PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                        -1,
                        0);
        Fd.check(address, "mmap", "a reservation of " + length + " bytes");
        return new Mapping(address, length, access);
    }

    /// Maps `length` bytes of a file at `position` of this reservation.
    ///
    /// @throws IndexOutOfBoundsException if the piece does not lie within the reservation
    public void place(long position, Fd fd, long offset, long length) {
        MemorySegment target = segment.asSlice(position, length);
        long address =
                Libc.mmap(
                        target,
                        length,
                        access.protection,
                        MAP_SHARED | MAP_FIXED,
                        fd.number(),
                        offset);
        Fd.check(address, "mmap of " + length + " bytes at " + offset, fd.toString());
        hidden = false;
    }

    /// Ignores the result: the call cannot fail on an existing mapping, and a larger core file is
    /// no reason to stop.
    private void hide() {
        // Set before the call, because a piece placed during it may have come too late.
        hidden = true;
        int _ = Libc.madvise(segment, MADV_DONTDUMP);
    }

    /// The mapped bytes.
    public MemorySegment segment() {
        if (!hidden) {
            hide();
        }
        return access == Access.READ ? segment.asReadOnly() : segment;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
