// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Frame;
import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.dmabuf.PixelFormat;
import java.util.Optional;

/// The buffers for copies of one window's pictures. When the size changes, the buffers of the
/// earlier size stay until another picture is committed, as the screen may show one of them.
final class Copies implements AutoCloseable {
    private final PictureContext context;
    private final Runnable released;
    private Optional<CopyBuffers> current = Optional.empty();
    private Optional<CopyBuffers> retired = Optional.empty();

    /// @param released called when a buffer is free again
    Copies(PictureContext context, Runnable released) {
        this.context = context;
        this.released = released;
    }

    /// The buffers for a frame: the current buffers if they have its size and format, else new
    /// ones.
    CopyBuffers of(Frame frame) {
        Size size = Size.of(frame);
        PixelFormat format = context.bound().shmFormats().ofCopy(frame.format());
        return current.filter(now -> now.size().equals(size) && now.format() == format)
                .orElseGet(() -> replace(size, format));
    }

    private CopyBuffers replace(Size size, PixelFormat format) {
        CopyBuffers made =
                new CopyBuffers(context.bound().shm(), size, format, context.budget(), released);
        retire();
        current = Optional.of(made);
        return made;
    }

    /// Stops using the current buffers.
    void retire() {
        if (retired.isEmpty()) {
            retired = current;
        } else {
            current.ifPresent(CopyBuffers::close);
        }
        current = Optional.empty();
    }

    /// Closes the retired buffers, after another picture was committed.
    void closeRetired() {
        retired.ifPresent(CopyBuffers::close);
        retired = Optional.empty();
    }

    /// Frees all memory. Later copies get new buffers.
    @Override
    public void close() {
        closeRetired();
        current.ifPresent(CopyBuffers::close);
        current = Optional.empty();
    }
}
