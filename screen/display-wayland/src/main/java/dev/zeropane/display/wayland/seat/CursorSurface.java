// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.display.CursorPicture;
import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.linux.Mapping;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlShmPool;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.WpViewport;
import dev.zeropane.wayland.protocol.extension.WpViewporter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// A surface for a cursor, scaled so that a pixel of the picture is one pixel of the screen.
///
/// Every picture has its own memory, which only the compositor keeps: it may still read the
/// previous picture, and the client need not wait for its `release`.
final class CursorSurface implements AutoCloseable {
    private static final int PIXEL = Integer.BYTES;

    private final Proxy<WlShm.Request> shm;
    private final Optional<Proxy<WpViewporter.Request>> viewporter;
    private final Proxy<WlSurface.Request> surface;
    private Optional<Proxy<WpViewport.Request>> viewport = Optional.empty();
    private Optional<Proxy<WlBuffer.Request>> buffer = Optional.empty();
    private Optional<Proxy<WlBuffer.Request>> replaced = Optional.empty();
    private int hotX;
    private int hotY;
    private int width;
    private int height;

    CursorSurface(
            Proxy<WlCompositor.Request> compositor,
            Proxy<WlShm.Request> shm,
            Optional<Proxy<WpViewporter.Request>> viewporter) {
        this.shm = shm;
        this.viewporter = viewporter;
        this.surface =
                compositor.create(
                        WlCompositor.Request.CREATE_SURFACE, WlSurface.INTERFACE, Handler.none());
    }

    /// Sets another picture, which is visible from the next [#putOn] on.
    ///
    /// @param scale pixels of the screen in a logical pixel; without a viewporter it counts as 1
    void draw(CursorPicture cursor, double scale) {
        double pixels = viewporter.isPresent() ? scale : 1;
        // The size in whole logical pixels that holds the picture, and the same area in pixels of
        // the screen. The buffer has that size, so that nothing is stretched.
        width = (int) Math.ceil(cursor.width() / pixels);
        height = (int) Math.ceil(cursor.height() / pixels);
        double columns = width * pixels;
        double rows = height * pixels;
        hotX = (int) Math.round(cursor.hotX() / pixels);
        hotY = (int) Math.round(cursor.hotY() / pixels);
        Proxy<WlBuffer.Request> drawn =
                buffer(cursor, (int) Math.ceil(columns), (int) Math.ceil(rows));
        if (pixels != 1 || viewport.isPresent()) {
            Proxy<WpViewport.Request> sized = viewport();
            sized.request(WpViewport.Request.SET_SOURCE)
                    .fixed(0)
                    .fixed(0)
                    .fixed(columns)
                    .fixed(rows)
                    .send();
            sized.request(WpViewport.Request.SET_DESTINATION).integer(width).integer(height).send();
        }
        destroyReplaced();
        replaced = buffer;
        buffer = Optional.of(drawn);
    }

    /// An attached buffer must not be destroyed before another one is attached.
    private void destroyReplaced() {
        replaced.ifPresent(before -> before.request(WlBuffer.Request.DESTROY).send());
        replaced = Optional.empty();
    }

    private Proxy<WpViewport.Request> viewport() {
        if (viewport.isEmpty()) {
            viewport =
                    Optional.of(
                            viewporter
                                    .orElseThrow()
                                    .create(
                                            WpViewporter.Request.GET_VIEWPORT,
                                            WpViewport.INTERFACE,
                                            Handler.none(),
                                            surface));
        }
        return viewport.orElseThrow();
    }

    private Proxy<WlBuffer.Request> buffer(CursorPicture cursor, int columns, int rows) {
        int stride = columns * PIXEL;
        int size = rows * stride;
        try (MemoryFile file = MemoryFile.createAllocated("zeropane-cursor", size);
                Mapping mapping = file.map(Mapping.Access.READ_WRITE)) {
            int[] argb = cursor.argb();
            for (int row = 0; row < cursor.height(); row++) {
                MemorySegment.copy(
                        argb,
                        row * cursor.width(),
                        mapping.segment(),
                        ValueLayout.JAVA_INT,
                        (long) row * stride,
                        cursor.width());
            }
            Proxy<WlShmPool.Request> pool =
                    shm.create(
                            WlShm.Request.CREATE_POOL,
                            WlShmPool.INTERFACE,
                            Handler.none(),
                            file.fd(),
                            size);
            Proxy<WlBuffer.Request> made =
                    pool.create(
                            WlShmPool.Request.CREATE_BUFFER,
                            WlBuffer.INTERFACE,
                            Handler.none(),
                            0,
                            columns,
                            rows,
                            stride,
                            WlShm.FORMAT_ARGB8888);
            pool.request(WlShmPool.Request.DESTROY).send();
            return made;
        }
    }

    /// Makes the surface a pointer's cursor. It must have a picture.
    ///
    /// @param serial of the event by which the pointer entered the window
    void putOn(Proxy<WlPointer.Request> pointer, int serial) {
        pointer.request(WlPointer.Request.SET_CURSOR)
                .unsigned(serial)
                .object(surface)
                .integer(hotX)
                .integer(hotY)
                .send();
        // Attached each time, as a surface is unmapped when it stops being a pointer's cursor.
        surface.request(WlSurface.Request.ATTACH)
                .object(buffer.orElseThrow())
                .integer(0)
                .integer(0)
                .send();
        surface.request(WlSurface.Request.DAMAGE)
                .integer(0)
                .integer(0)
                .integer(width)
                .integer(height)
                .send();
        surface.request(WlSurface.Request.COMMIT).send();
        destroyReplaced();
    }

    @Override
    public void close() {
        viewport.ifPresent(sized -> sized.request(WpViewport.Request.DESTROY).send());
        surface.request(WlSurface.Request.DESTROY).send();
        destroyReplaced();
        buffer.ifPresent(shown -> shown.request(WlBuffer.Request.DESTROY).send());
    }
}
