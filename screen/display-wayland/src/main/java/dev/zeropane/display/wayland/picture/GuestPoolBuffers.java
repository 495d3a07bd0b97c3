// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.SharedPixels;
import dev.zeropane.display.wayland.globals.ShmFormats;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.linux.Seals;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlShmPool;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Buffers over memory that guests draw into and that may be shared with compositors
/// ([FrameMemory#shared]), so that the display need not copy. They are kept for when the guest
/// flips back to them.
///
/// A buffer's `release` does not matter: the guest draws at any time.
final class GuestPoolBuffers implements AutoCloseable {
    /// `wl_shm` counts bytes in an `int`.
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    /// Pictures and their rows must be aligned to words, or drawing libraries cannot use them:
    /// pixman counts strides in words, OpenGL aligns rows to words.
    private static final int WORD = 4;

    /// A file that was sent to the compositor to make buffers of.
    private record Pool(Proxy<WlShmPool.Request> proxy, int size, long offset) {}

    private final Proxy<WlShm.Request> shm;
    private final ShmFormats formats;
    private final Compositor compositor;
    private final Map<FrameMemory, Pool> pools = new HashMap<>();

    private final FrameBuffers<Proxy<WlBuffer.Request>> buffers =
            new FrameBuffers<>(buffer -> buffer.request(WlBuffer.Request.DESTROY).send());

    GuestPoolBuffers(Proxy<WlShm.Request> shm, ShmFormats formats, Compositor compositor) {
        this.shm = shm;
        this.formats = formats;
        this.compositor = compositor;
    }

    /// The buffer of a frame; nothing if its memory cannot be shared, or the compositor would not
    /// take its layout or format.
    Optional<Proxy<WlBuffer.Request>> of(Frame frame) {
        if (!compositor.takesGuestMemory()
                || !formats.takes(frame.format())
                || frame.stride() % WORD != 0
                || frame.stride() % frame.format().bytesPerPixel() != 0) {
            return Optional.empty();
        }
        Optional<Proxy<WlBuffer.Request>> known = buffers.find(frame);
        return known.isPresent() ? known : pool(frame.memory()).flatMap(pool -> add(frame, pool));
    }

    private Optional<Pool> pool(FrameMemory memory) {
        Pool known = pools.get(memory);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<SharedPixels> shared = memory.shared();
        if (shared.isEmpty()) {
            return Optional.empty();
        }
        try (SharedPixels pixels = shared.get()) {
            MemoryFile file = pixels.file();
            if (!isMappable(file) || pixels.offset() > MAX_BYTES) {
                return Optional.empty();
            }
            compositor.markGuestMemorySent();
            int size = (int) Math.min(file.size(), MAX_BYTES);
            Proxy<WlShmPool.Request> proxy =
                    shm.create(
                            WlShm.Request.CREATE_POOL,
                            WlShmPool.INTERFACE,
                            Handler.none(),
                            file.fd(),
                            size);
            Pool made = new Pool(proxy, size, pixels.offset());
            pools.put(memory, made);
            return Optional.of(made);
        }
    }

    /// Whether the file cannot shrink, which would make a compositor fault, and can be mapped for
    /// writing, as compositors do.
    private static boolean isMappable(MemoryFile file) {
        return file.fd()
                .seals()
                .filter(seals ->
                        seals.has(Seals.F_SEAL_SHRINK)
                                && !seals.has(Seals.F_SEAL_WRITE)
                                && !seals.has(Seals.F_SEAL_FUTURE_WRITE))
                .isPresent();
    }

    private Optional<Proxy<WlBuffer.Request>> add(Frame frame, Pool pool) {
        // The last row counts as a whole stride.
        long bytes = (long) frame.stride() * frame.height();
        if (frame.offset() > pool.size - pool.offset - bytes
                || (pool.offset + frame.offset()) % WORD != 0) {
            return Optional.empty();
        }
        return Optional.of(buffers.add(frame, () -> create(frame, pool)));
    }

    private static Proxy<WlBuffer.Request> create(Frame frame, Pool pool) {
        return pool.proxy.create(
                WlShmPool.Request.CREATE_BUFFER,
                WlBuffer.INTERFACE,
                Handler.none(),
                (int) (pool.offset + frame.offset()),
                frame.width(),
                frame.height(),
                frame.stride(),
                ShmFormats.code(frame.format().opaque()));
    }

    /// Destroys the pools and buffers of memory that the guest took back.
    void forget(Predicate<FrameMemory> revoked) {
        pools.entrySet()
                .removeIf(entry -> {
                    boolean isRevoked = revoked.test(entry.getKey());
                    if (isRevoked) {
                        destroy(entry.getValue());
                    }
                    return isRevoked;
                });
        buffers.forget(revoked);
    }

    private static void destroy(Pool pool) {
        pool.proxy.request(WlShmPool.Request.DESTROY).send();
    }

    @Override
    public void close() {
        buffers.close();
        pools.values().forEach(GuestPoolBuffers::destroy);
        pools.clear();
    }
}
