// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.buffer;

import dev.zeropane.testkit.wayland.journal.Commit;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.options.PixelLayout;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.ProtocolError;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlBuffer.Event;
import dev.zeropane.wayland.protocol.WlBuffer.Request;
import java.util.List;
import java.util.Optional;

/// `wl_buffer`: memory with a layout. Without memory it is one that was asked for at once and could
/// not be made.
public final class Buffer extends Resource<Request, Event> {
    /// @param offset of the first row, in bytes
    /// @param stride from row to row, in bytes
    /// @param format a DRM code
    record Layout(int width, int height, int offset, int stride, int format) {
        long at(int x, int y) {
            return offset + (long) y * stride + bytes(x);
        }

        /// What so many pixels take in a row.
        public long bytes(int pixels) {
            return (long) pixels * PixelLayout.bytes(format);
        }

        /// Bytes from the memory's start to behind the last pixel.
        long end() {
            return at(width, height - 1);
        }
    }

    private final boolean dmabuf;
    private final Layout layout;
    private final Optional<SharedMemory> memory;
    private int uses;

    private Buffer(
            Client client, int id, boolean dmabuf, Layout layout, Optional<SharedMemory> memory) {
        super(client, WlBuffer.INTERFACE, id, 1);
        this.dmabuf = dmabuf;
        this.layout = layout;
        this.memory = memory;
        memory.ifPresent(SharedMemory::retain);
    }

    static Buffer ofShm(Client client, int id, Layout layout, SharedMemory memory) {
        client.server().tally().shmBufferCreated();
        return new Buffer(client, id, false, layout, Optional.of(memory));
    }

    static Buffer ofDmabuf(Client client, int id, Layout layout, SharedMemory memory) {
        client.server().tally().dmabufBufferCreated();
        return new Buffer(client, id, true, layout, Optional.of(memory));
    }

    /// One that could not be made, and must not be used.
    static Buffer failed(Client client, int id, Layout layout) {
        return new Buffer(client, id, true, layout, Optional.empty());
    }

    public boolean isDmabuf() {
        return dmabuf;
    }

    public int width() {
        return layout.width();
    }

    public int height() {
        return layout.height();
    }

    Layout layout() {
        return layout;
    }

    /// As commits are recorded.
    public Commit.Attached attached() {
        return new Commit.Attached(
                id(),
                dmabuf,
                layout.width(),
                layout.height(),
                layout.stride(),
                layout.offset(),
                layout.format());
    }

    public void checkUsable() {
        if (memory.isEmpty()) {
            throw ProtocolError.ofDisplay(
                    ProtocolError.INVALID_OBJECT, this + " could not be made, and is attached");
        }
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {
                if (uses > 0) {
                    server().tally().destroyedInUse();
                }
            }
        }
    }

    /// Makes what a surface shows of it, of its last image where that will do.
    public Image show(Optional<Image> last, List<Rect> damage) {
        SharedMemory source = memory.orElseThrow();
        if (dmabuf) {
            source.retain();
            return Image.live(layout, source.segment(), source::release);
        }
        Optional<Image> reused = last.filter(image -> image.isCopyOf(layout));
        reused.ifPresent(image -> image.update(layout, source.segment(), damage));
        return reused.orElseGet(() -> Image.copy(layout, source.segment()));
    }

    /// A surface was committed with it.
    public void use() {
        uses++;
    }

    /// A surface needs it no more. The last one gives it back to the client.
    public void unuse() {
        if (--uses == 0) {
            server().behaviour().release(dmabuf, this::release);
        }
    }

    /// Gives it back, unless it is in use again or gone.
    public void release() {
        if (uses == 0 && isAlive()) {
            event(Event.RELEASE);
        }
    }

    @Override
    protected void destroyed() {
        memory.ifPresent(SharedMemory::release);
    }
}
