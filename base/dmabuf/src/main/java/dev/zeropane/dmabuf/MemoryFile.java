// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.FileId;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;

/// A memfd with pictures in its pages: made by this process, or by another, such as a guest's RAM.
/// Owns the descriptor. Safe from any thread, but not while or after another thread closes it.
///
/// **A process that receives this descriptor has the whole file**, for reading and writing, for as
/// long as it likes; a guest's RAM contains the guest's kernel, keys and files. Neither seals nor a
/// read-only descriptor change that. A dma-buf ([Udmabuf#create]) gives away exactly the pages it
/// is made of.
public final class MemoryFile implements AutoCloseable {
    private final Fd fd;
    private final FileId id;
    private final long size;
    private final long unit;

    /// Takes ownership of `fd`.
    public MemoryFile(Fd fd) {
        this.fd = fd;
        this.id = fd.id();
        this.size = fd.size();
        this.unit = fd.mappingUnit();
    }

    private MemoryFile(Fd fd, FileId id, long size, long unit) {
        this.fd = fd;
        this.id = id;
        this.size = size;
        this.unit = unit;
    }

    /// Makes a memfd of zeroes whose pages can be exported as dma-bufs: its size is sealed
    /// ([Seals#FIXED_SIZE]). It takes memory only as it is touched ([Memfd#create]).
    ///
    /// @param size bytes, rounded up to whole pages
    public static MemoryFile create(String name, long size) {
        return sealed(Memfd.create(name, wholePages(size)));
    }

    /// As [#create], but all memory is allocated now ([Memfd#createAllocated]).
    ///
    /// @throws dev.zeropane.linux.LinuxException.LimitReached if the host has no memory for it
    public static MemoryFile createAllocated(String name, long size) {
        return sealed(Memfd.createAllocated(name, wholePages(size)));
    }

    private static long wholePages(long size) {
        return Math.ceilDiv(size, Mapping.PAGE_SIZE) * Mapping.PAGE_SIZE;
    }

    private static MemoryFile sealed(Fd fd) {
        try {
            fd.addSeals(Seals.FIXED_SIZE);
            return new MemoryFile(fd);
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
    }

    /// The same file by a descriptor of its own, which the caller owns.
    public MemoryFile duplicate() {
        return new MemoryFile(fd.dup(), id, size, unit);
    }

    /// Maps the whole file. The mapping does not depend on this object.
    public Mapping map(Mapping.Access access) {
        return Mapping.of(fd, 0, size, access);
    }

    /// The descriptor, still owned here: give it only to those who may have the whole file.
    public Fd fd() {
        return fd;
    }

    /// The identity of the file, the same for all its descriptors.
    public FileId id() {
        return id;
    }

    /// Length in bytes at the time this object was made.
    public long size() {
        return size;
    }

    /// Size in bytes of the pages it is made of: offsets of mappings are multiples of this.
    public long unit() {
        return unit;
    }

    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return fd.toString();
    }
}
