package dev.zeropane.dmabuf;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A memfd in place of a dma-buf, where the kernel makes none.
public final class StandIn implements AutoCloseable {
    private final Fd fd;
    private final Mapping mapping;
    private final DmaBuf buffer;

    public StandIn(long size) {
        fd = Memfd.create("stand-in", size);
        mapping = Mapping.of(fd, 0, size, Mapping.Access.READ_WRITE);
        buffer = new DmaBuf(fd, size, Optional.empty());
    }

    public MemorySegment memory() {
        return mapping.segment();
    }

    public DmaBuf duplicate() {
        return buffer.duplicate();
    }

    @Override
    public void close() {
        mapping.close();
        buffer.close();
    }
}
