// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.display.wayland.globals.ShmFormats;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Budget;
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
public final class ShmMemory implements AutoCloseable {
    /// Rows begin at multiples of this, as for dma-bufs: GPUs upload such rows fastest.
    private static final int PITCH = 256;

    private final Size size;
    private final PixelFormat format;
    private final MemoryFile file;
    private final Mapping mapping;
    private final Budget budget;

    private ShmMemory(
            Size size, PixelFormat format, MemoryFile file, Mapping mapping, Budget budget) {
        this.size = size;
        this.format = format;
        this.file = file;
        this.mapping = mapping;
        this.budget = budget;
    }

    /// The pixels are black, or transparent, at first.
    ///
    /// @param size about [dev.zeropane.display.Mode#MAX] each way at most
    /// @return nothing if there is no memory
    public static Optional<ShmMemory> create(Size size, PixelFormat format, Budget budget) {
        long bytes = bytes(size, format);
        if (!budget.take(bytes)) {
            return Optional.empty();
        }
        try {
            MemoryFile file = MemoryFile.createAllocated("zeropane wl_shm", bytes);
            try {
                return Optional.of(
                        new ShmMemory(
                                size, format, file, file.map(Mapping.Access.READ_WRITE), budget));
            } catch (RuntimeException | Error e) {
                file.close();
                throw e;
            }
        } catch (LinuxException.LimitReached e) {
            budget.giveBack(bytes);
            return Optional.empty();
        }
    }

    private static int stride(Size size, PixelFormat format) {
        int pixel = format.bytesPerPixel();
        // A row must also be a whole number of pixels.
        int unit = PITCH % pixel == 0 ? PITCH : PITCH * pixel;
        return Math.ceilDiv(size.width() * pixel, unit) * unit;
    }

    private static long bytes(Size size, PixelFormat format) {
        return (long) stride(size, format) * size.height();
    }

    PixelFormat format() {
        return format;
    }

    /// Bytes from one row to the next.
    public int stride() {
        return stride(size, format);
    }

    public MemorySegment pixels() {
        return mapping.segment();
    }

    /// Makes a buffer of the whole memory.
    ///
    /// @param released called when the compositor releases the buffer
    public Proxy<WlBuffer.Request> buffer(Proxy<WlShm.Request> shm, Runnable released) {
        Fd fd = file.fd();
        Proxy<WlShmPool.Request> pool =
                shm.create(
                        WlShm.Request.CREATE_POOL,
                        WlShmPool.INTERFACE,
                        Handler.none(),
                        fd,
                        (int) bytes(size, format));
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
                        ShmFormats.code(format));
        pool.request(WlShmPool.Request.DESTROY).send();
        return buffer;
    }

    @Override
    public void close() {
        mapping.close();
        file.close();
        budget.giveBack(bytes(size, format));
    }
}
