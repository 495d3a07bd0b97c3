// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.guest;

import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.FileId;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Seals;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A piece of guest RAM: consecutive guest-physical addresses backed by consecutive bytes of a
/// memfd, mapped into this process. Owns descriptor and mapping.
public final class GuestRegion implements AutoCloseable {
    private final long address;
    private final long size;
    private final long offset;
    private final MemoryFile file;
    private final Mapping mapping;
    private final MemorySegment segment;

    private GuestRegion(
            long address, long size, long offset, MemoryFile file, Mapping mapping, long skip) {
        this.address = address;
        this.size = size;
        this.offset = offset;
        this.file = file;
        this.mapping = mapping;
        this.segment = mapping.segment().asSlice(skip, size);
    }

    /// Maps a region. Takes ownership of `fd`, which is closed if the region is refused.
    ///
    /// Reading a file that shrinks would fault, so the file must be a memfd with F_SEAL_SHRINK.
    ///
    /// @param address guest-physical address of the first byte
    /// @param size bytes
    /// @param offset of the first byte in the file
    /// @throws UnusableMemoryException if the file or the range is unsuitable
    public static GuestRegion map(Fd fd, long address, long size, long offset) {
        try {
            return mapOwned(fd, address, size, offset);
        } catch (RuntimeException | Error e) {
            fd.discard();
            throw e;
        }
    }

    /// Why a file cannot be guest memory, and which option to change; empty if it can. Call this
    /// first on a descriptor from a VMM: the kernel answers at once for every kind of file, and
    /// only memfds pass.
    public static Optional<String> refusal(Fd fd) {
        Optional<Seals> seals = fd.seals();
        if (seals.isEmpty()) {
            return Optional.of(
                    "guest memory is not a memfd: start QEMU with"
                            + " -object memory-backend-memfd,share=on");
        }
        if (!seals.get().has(Seals.F_SEAL_SHRINK)) {
            return Optional.of(
                    "guest memory is not sealed against shrinking (F_SEAL_SHRINK): start QEMU with"
                            + " -object memory-backend-memfd,share=on,seal=on");
        }
        return Optional.empty();
    }

    static void checkRange(long address, long size, long offset) {
        if (size <= 0 || offset < 0 || address < 0 || address > Long.MAX_VALUE - size) {
            throw new UnusableMemoryException(
                    "guest memory region 0x%x + 0x%x at file offset 0x%x is not a range"
                            .formatted(address, size, offset));
        }
    }

    private static GuestRegion mapOwned(Fd fd, long address, long size, long offset) {
        checkRange(address, size, offset);
        refusal(fd)
                .ifPresent(reason -> {
                    throw new UnusableMemoryException(reason);
                });
        MemoryFile file = new MemoryFile(fd);
        if (size > file.size() || offset > file.size() - size) {
            throw new UnusableMemoryException(
                    "guest memory region of 0x%x bytes at file offset 0x%x exceeds its file of 0x%x"
                            .formatted(size, offset, file.size()));
        }
        // Whole pages around the region: a region need not begin on a huge page.
        long start = offset / file.unit() * file.unit();
        long end = (offset + size + file.unit() - 1) / file.unit() * file.unit();
        Mapping mapping = Mapping.of(fd, start, end - start, Mapping.Access.READ_WRITE);
        return new GuestRegion(address, size, offset, file, mapping, offset - start);
    }

    /// Whether this region is the same part of the same file at the same address.
    public boolean matches(FileId id, long address, long size, long offset) {
        return file.id().equals(id)
                && this.address == address
                && this.size == size
                && this.offset == offset;
    }

    public long address() {
        return address;
    }

    public long size() {
        return size;
    }

    /// Offset of the region in its file, in bytes.
    public long offset() {
        return offset;
    }

    public MemoryFile file() {
        return file;
    }

    /// The region's bytes. The guest may write them at any time.
    MemorySegment segment() {
        return segment;
    }

    boolean contains(long address) {
        return address >= this.address && address - this.address < size;
    }

    @Override
    public void close() {
        mapping.close();
        file.close();
    }
}
