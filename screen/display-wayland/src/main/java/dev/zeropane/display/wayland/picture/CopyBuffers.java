// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Rect;
import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Budget;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlShm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Buffers of shared memory for pictures of one size and format: at most two, so that the next
/// picture can be copied to one while the compositor reads the other. A compositor that copies and
/// releases at once needs only one.
final class CopyBuffers implements AutoCloseable {
    private static final int MAX = 2;

    private final Proxy<WlShm.Request> shm;
    private final Size size;
    private final PixelFormat format;
    private final Budget budget;
    private final Runnable released;
    private final List<CopyBuffer> buffers = new ArrayList<>(MAX);

    /// @param format of the buffers
    /// @param budget shared by all windows
    /// @param released called when a buffer is free again
    CopyBuffers(
            Proxy<WlShm.Request> shm,
            Size size,
            PixelFormat format,
            Budget budget,
            Runnable released) {
        this.shm = shm;
        this.size = size;
        this.format = format;
        this.budget = budget;
        this.released = released;
    }

    Size size() {
        return size;
    }

    PixelFormat format() {
        return format;
    }

    /// Part of the picture changed.
    void damage(Rect rect) {
        buffers.forEach(buffer -> buffer.damage(rect));
    }

    /// A buffer that the compositor does not read, newly made if necessary and allowed.
    Optional<CopyBuffer> findFree() {
        for (CopyBuffer buffer : buffers) {
            if (!buffer.isBusy()) {
                return Optional.of(buffer);
            }
        }
        return buffers.size() < MAX ? add() : Optional.empty();
    }

    private Optional<CopyBuffer> add() {
        Optional<CopyBuffer> added = CopyBuffer.create(shm, size, format, budget, released);
        added.ifPresent(buffers::add);
        return added;
    }

    /// Whether there is no buffer at all.
    boolean isEmpty() {
        return buffers.isEmpty();
    }

    @Override
    public void close() {
        buffers.forEach(CopyBuffer::close);
        buffers.clear();
    }
}
