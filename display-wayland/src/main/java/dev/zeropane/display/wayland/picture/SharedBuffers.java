// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.SharedPixels;
import dev.zeropane.display.wayland.globals.ShmFormats;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Seals;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlShmPool;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Buffers over memory that guests draw into and compositors may have ([FrameMemory#shared]): shown
/// without a copy of ours. They are kept for when the guest flips back to them.
///
/// Whether the compositor still reads one does not matter: the guest draws when it likes.
final class SharedBuffers implements AutoCloseable {
    private static final int MAX = 16;

    /// `wl_shm` counts bytes in an `int`.
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    /// Pictures and their rows begin with a word, or libraries that draw do not take them: pixman
    /// counts strides in words, OpenGL skips to the next one after a row.
    private static final int WORD = 4;

    /// What makes the same buffer of the same memory.
    private record Key(
            FrameMemory memory,
            PixelFormat format,
            int width,
            int height,
            int stride,
            long offset) {
        static Key of(Frame frame) {
            return new Key(
                    frame.memory(),
                    frame.format(),
                    frame.width(),
                    frame.height(),
                    frame.stride(),
                    frame.offset());
        }
    }

    /// A file that the compositor has, of which buffers are made.
    private record Pool(Proxy<WlShmPool.Request> proxy, int size, long offset) {}

    private final Proxy<WlShm.Request> shm;
    private final ShmFormats formats;
    private final Compositor compositor;
    private final Map<FrameMemory, Pool> pools = new HashMap<>();

    /// The one used longest ago comes first.
    private final Map<Key, Proxy<WlBuffer.Request>> buffers = new LinkedHashMap<>(MAX, 0.75f, true);

    SharedBuffers(Proxy<WlShm.Request> shm, ShmFormats formats, Compositor compositor) {
        this.shm = shm;
        this.formats = formats;
        this.compositor = compositor;
    }

    /// The buffer of a frame; nothing if its memory is not to be had, or the compositor would not
    /// take it as it is.
    Optional<Proxy<WlBuffer.Request>> of(Frame frame) {
        if (!compositor.takesGuestMemory()
                || !formats.takes(frame.format())
                || frame.stride() % WORD != 0
                || frame.stride() % frame.format().bytesPerPixel() != 0) {
            return Optional.empty();
        }
        Key key = Key.of(frame);
        Proxy<WlBuffer.Request> known = buffers.get(key);
        return known != null
                ? Optional.of(known)
                : pool(frame.memory()).flatMap(pool -> add(key, frame, pool));
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

    /// Whether it cannot make a compositor fault, and can be mapped for writing, as they do.
    private static boolean isMappable(MemoryFile file) {
        return file.fd()
                .seals()
                .filter(seals ->
                        seals.has(Seals.F_SEAL_SHRINK)
                                && !seals.has(Seals.F_SEAL_WRITE)
                                && !seals.has(Seals.F_SEAL_FUTURE_WRITE))
                .isPresent();
    }

    private Optional<Proxy<WlBuffer.Request>> add(Key key, Frame frame, Pool pool) {
        // The last row counts whole.
        long bytes = (long) frame.stride() * frame.height();
        if (frame.offset() > pool.size - pool.offset - bytes
                || (pool.offset + frame.offset()) % WORD != 0) {
            return Optional.empty();
        }
        if (buffers.size() == MAX) {
            dropOldest();
        }
        Proxy<WlBuffer.Request> made =
                pool.proxy.create(
                        WlShmPool.Request.CREATE_BUFFER,
                        WlBuffer.INTERFACE,
                        Handler.none(),
                        (int) (pool.offset + frame.offset()),
                        frame.width(),
                        frame.height(),
                        frame.stride(),
                        ShmFormats.code(frame.format().opaque()));
        buffers.put(key, made);
        return Optional.of(made);
    }

    private void dropOldest() {
        Iterator<Map.Entry<Key, Proxy<WlBuffer.Request>>> entries = buffers.entrySet().iterator();
        Map.Entry<Key, Proxy<WlBuffer.Request>> oldest = entries.next();
        destroy(oldest.getValue());
        entries.remove();
    }

    private static void destroy(Proxy<WlBuffer.Request> buffer) {
        buffer.request(WlBuffer.Request.DESTROY).send();
    }

    /// Lets go of what was made of memory that is gone.
    void forget(Predicate<FrameMemory> gone) {
        pools.entrySet()
                .removeIf(entry -> {
                    boolean of = gone.test(entry.getKey());
                    if (of) {
                        entry.getValue().proxy.request(WlShmPool.Request.DESTROY).send();
                    }
                    return of;
                });
        buffers.entrySet()
                .removeIf(entry -> {
                    boolean of = gone.test(entry.getKey().memory());
                    if (of) {
                        destroy(entry.getValue());
                    }
                    return of;
                });
    }

    @Override
    public void close() {
        buffers.values().forEach(SharedBuffers::destroy);
        buffers.clear();
        pools.values().forEach(pool -> pool.proxy.request(WlShmPool.Request.DESTROY).send());
        pools.clear();
    }
}
