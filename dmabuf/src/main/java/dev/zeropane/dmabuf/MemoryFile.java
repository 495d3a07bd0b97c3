package dev.zeropane.dmabuf;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.FileId;

/// A memfd that holds pages others draw into. Owns the descriptor.
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

    /// The descriptor, still owned here.
    public Fd fd() {
        return fd;
    }

    /// Which file it is, whatever descriptor it came by.
    public FileId id() {
        return id;
    }

    /// Length in bytes when it was taken over.
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
