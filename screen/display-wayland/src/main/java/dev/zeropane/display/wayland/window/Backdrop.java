// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.window;

import dev.zeropane.display.wayland.geometry.Decoration;
import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.display.wayland.globals.BoundGlobals;
import dev.zeropane.display.wayland.picture.PictureContext;
import dev.zeropane.display.wayland.picture.ShmMemory;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.Budget;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.WpViewport;
import java.util.Optional;

/// The surface behind the guest's picture: black, with a frame around it if the window draws its
/// own.
final class Backdrop implements AutoCloseable {
    private static final Size PIXEL = new Size(1, 1);
    private static final int WHOLE = Integer.MAX_VALUE;

    /// The look of the backdrop.
    ///
    /// @param size of the window with its frame, logical pixels
    /// @param scale pixels that are drawn for each side of a logical pixel
    record Look(Size size, int scale, Decoration decoration, DecorationPainter.Look frame) {}

    private final BoundGlobals bound;
    private final Budget budget;
    private final Proxy<WlSurface.Request> surface;
    private final Optional<Proxy<WpViewport.Request>> viewport;
    private Optional<Look> drawn = Optional.empty();
    private Optional<Picture> picture = Optional.empty();

    /// The picture that is shown until the next commit.
    private Optional<Picture> replaced = Optional.empty();

    private record Picture(ShmMemory memory, Proxy<WlBuffer.Request> buffer)
            implements AutoCloseable {
        @Override
        public void close() {
            buffer.request(WlBuffer.Request.DESTROY).send();
            memory.close();
        }
    }

    Backdrop(PictureContext context, Proxy<WlSurface.Request> surface) {
        this.bound = context.bound();
        this.budget = context.budget();
        this.surface = surface;
        viewport = bound.viewport(surface);
    }

    /// Draws the backdrop. Takes effect with the surface's next commit, after which
    /// [#releaseReplaced] must be called. If there is no memory, the earlier picture stays.
    void draw(Look look) {
        if (drawn.equals(Optional.of(look))) {
            return;
        }
        viewport.ifPresent(v ->
                v.request(WpViewport.Request.SET_DESTINATION)
                        .integer(look.size().width())
                        .integer(look.size().height())
                        .send());
        paint(look)
                .ifPresent(pixels -> {
                    attach(pixels);
                    drawn = Optional.of(look);
                });
    }

    private void attach(ShmMemory pixels) {
        Proxy<WlBuffer.Request> buffer = pixels.buffer(bound.shm(), () -> {});
        replaced = picture;
        picture = Optional.of(new Picture(pixels, buffer));
        surface.request(WlSurface.Request.ATTACH).object(buffer).integer(0).integer(0).send();
        surface.request(WlSurface.Request.DAMAGE)
                .integer(0)
                .integer(0)
                .integer(WHOLE)
                .integer(WHOLE)
                .send();
    }

    /// Destroys the picture before the last: the commit has replaced it.
    void releaseReplaced() {
        replaced.ifPresent(Picture::close);
        replaced = Optional.empty();
    }

    /// Without a frame, or without memory for one, a single pixel is enlarged. New memory is black.
    private Optional<ShmMemory> paint(Look look) {
        Optional<ShmMemory> pixels = Optional.empty();
        if (look.decoration() != Decoration.NONE || viewport.isEmpty()) {
            pixels = paintAll(look, viewport.isPresent() ? look.scale() : 1);
        }
        return pixels.or(
                () -> viewport.flatMap(_ -> ShmMemory.create(PIXEL, PixelFormat.XRGB8888, budget)));
    }

    private Optional<ShmMemory> paintAll(Look look, int scale) {
        int width = look.size().width();
        int height = look.size().height();
        Size size = new Size(width * scale, height * scale);
        Optional<ShmMemory> all = ShmMemory.create(size, PixelFormat.XRGB8888, budget);
        all.ifPresent(pixels ->
                new DecorationPainter(pixels.pixels(), pixels.stride(), width, height, scale)
                        .paint(look.decoration(), look.frame()));
        return all;
    }

    /// Called when the surface is destroyed.
    @Override
    public void close() {
        viewport.ifPresent(v -> v.request(WpViewport.Request.DESTROY).send());
        picture.ifPresent(Picture::close);
    }
}
