package dev.zeropane.display.wayland;

import dev.zeropane.display.MemoryBudget;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlShmPool;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Pixels that are shared with the compositor: a memfd of whole pages whose size is sealed, so that
/// neither side can make the other fault.
final class ShmMemory implements AutoCloseable {
    /// Rows begin where GPUs upload them fastest, as of dma-bufs.
    private static final int PITCH = 256;

    private final Size size;
    private final MemoryFile file;
    private final Mapping mapping;
    private final MemoryBudget budget;

    private ShmMemory(Size size, MemoryFile file, Mapping mapping, MemoryBudget budget) {
        this.size = size;
        this.file = file;
        this.mapping = mapping;
        this.budget = budget;
    }

    /// Black, or transparent, at first.
    ///
    /// @param size about [dev.zeropane.display.Mode#MAX] each way at most
    /// @return nothing if there is no memory for it
    static Optional<ShmMemory> create(Size size, MemoryBudget budget) {
        long bytes = bytes(size);
        if (!budget.take(bytes)) {
            return Optional.empty();
        }
        try {
            MemoryFile file = MemoryFile.create("zeropane wl_shm", bytes);
            try {
                return Optional.of(
                        new ShmMemory(size, file, file.map(Mapping.Access.READ_WRITE), budget));
            } catch (RuntimeException | Error e) {
                file.close();
                throw e;
            }
        } catch (LinuxException.LimitReached e) {
            budget.giveBack(bytes);
            return Optional.empty();
        }
    }

    private static int stride(Size size) {
        return Math.ceilDiv(size.width() * Integer.BYTES, PITCH) * PITCH;
    }

    private static long bytes(Size size) {
        return (long) stride(size) * size.height();
    }

    /// Bytes from one row to the next.
    int stride() {
        return stride(size);
    }

    MemorySegment pixels() {
        return mapping.segment();
    }

    /// All of it as a buffer.
    ///
    /// @param format one of `wl_shm`'s
    /// @param released called when the compositor does not read it any more
    Proxy<WlBuffer.Request> buffer(Proxy<WlShm.Request> shm, int format, Runnable released) {
        Fd fd = file.fd();
        Proxy<WlShmPool.Request> pool =
                shm.create(
                        WlShm.Request.CREATE_POOL,
                        WlShmPool.INTERFACE,
                        Handler.none(),
                        fd,
                        (int) bytes(size));
        Proxy<WlBuffer.Request> buffer =
                pool.create(
                        WlShmPool.Request.CREATE_BUFFER,
                        WlBuffer.INTERFACE,
                        (event, _) -> {
                            switch (event) {
                                case RELEASE -> released.run();
                            }
                        },
                        0,
                        size.width(),
                        size.height(),
                        stride(),
                        format);
        pool.request(WlShmPool.Request.DESTROY).send();
        return buffer;
    }

    @Override
    public void close() {
        mapping.close();
        file.close();
        budget.giveBack(bytes(size));
    }
}
