// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Bulk;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlShm;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// One buffer of shared memory for a copy of the guest's picture, unconverted or as XRGB8888.
final class CopyBuffer {
    private final ShmMemory memory;
    private final Proxy<WlBuffer.Request> buffer;
    private Rect stale;
    private boolean busy;

    private CopyBuffer(Proxy<WlShm.Request> shm, Size size, ShmMemory memory, Runnable released) {
        this.memory = memory;
        this.stale = new Rect(0, 0, size.width(), size.height());
        this.buffer =
                memory.buffer(
                        shm,
                        () -> {
                            busy = false;
                            released.run();
                        });
    }

    /// @return nothing if there is no memory
    static Optional<CopyBuffer> create(
            Proxy<WlShm.Request> shm,
            Size size,
            PixelFormat format,
            Budget budget,
            Runnable released) {
        return ShmMemory.create(size, format, budget)
                .map(memory -> new CopyBuffer(shm, size, memory, released));
    }

    Proxy<WlBuffer.Request> buffer() {
        return buffer;
    }

    boolean isBusy() {
        return busy;
    }

    /// The compositor may read the buffer until it releases it.
    void markBusy() {
        busy = true;
    }

    void damage(Rect rect) {
        stale = stale.union(rect);
    }

    /// The part of the picture that changed since this buffer held it.
    Rect stale() {
        return stale;
    }

    /// The buffer holds the whole picture now.
    void markCurrent() {
        stale = Rect.EMPTY;
    }

    /// Copies the stale part from a frame of this size.
    ///
    /// @param source the frame's memory
    void copy(Frame frame, MemorySegment source) {
        PixelFormat format = memory.format();
        boolean asItIs = format == frame.format().opaque();
        MemorySegment pixels = memory.pixels();
        for (int y = stale.y(); y < stale.bottom(); y++) {
            long from = frame.at(stale.x(), y);
            long to = (long) y * memory.stride() + (long) stale.x() * format.bytesPerPixel();
            if (asItIs) {
                Bulk.copy(source, from, pixels, to, frame.bytes(stale.width()));
                Bulk.safepoint();
            } else {
                frame.format().toXrgb8888(source, from, pixels, to, stale.width());
            }
        }
    }

    void close() {
        buffer.request(WlBuffer.Request.DESTROY).send();
        memory.close();
    }
}
