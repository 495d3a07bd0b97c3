package dev.zeropane.display.wayland;

import dev.zeropane.linux.LinuxException;
import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.WpViewport;
import dev.zeropane.wayland.protocol.WpViewporter;
import java.util.Optional;

/// What is behind the guest's picture: black, and around it the frame if the window draws its own.
final class Backdrop implements AutoCloseable {
    private static final Size PIXEL = new Size(1, 1);
    private static final int WHOLE = Integer.MAX_VALUE;

    /// What it looks like.
    ///
    /// @param size of the window with its frame, logical pixels
    /// @param scale whole number of pixels a logical one is drawn with
    record Look(Size size, int scale, Decoration decoration, DecorationPainter.Look frame) {}

    private final Bound bound;
    private final Proxy<WlSurface.Request> surface;
    private final Optional<Proxy<WpViewport.Request>> viewport;
    private Optional<Look> drawn = Optional.empty();
    private Optional<Picture> picture = Optional.empty();

    /// What is shown until the next commit.
    private Optional<Picture> replaced = Optional.empty();

    private record Picture(ShmMemory memory, Proxy<WlBuffer.Request> buffer)
            implements AutoCloseable {
        @Override
        public void close() {
            buffer.request(WlBuffer.Request.DESTROY).send();
            memory.close();
        }
    }

    Backdrop(Bound bound, Proxy<WlSurface.Request> surface) {
        this.bound = bound;
        this.surface = surface;
        viewport =
                bound.viewporter()
                        .map(viewporter ->
                                viewporter.create(
                                        WpViewporter.Request.GET_VIEWPORT,
                                        WpViewport.INTERFACE,
                                        Handler.none(),
                                        surface));
    }

    /// Draws it; takes effect with the surface's next commit, after which [#isCommitted] follows.
    ///
    /// @throws LinuxException.LimitReached if there is no memory
    void draw(Look look) {
        if (drawn.equals(Optional.of(look))) {
            return;
        }
        ShmMemory pixels = paint(look);
        Proxy<WlBuffer.Request> buffer =
                pixels.buffer(bound.shm(), WlShm.FORMAT_XRGB8888, () -> {});
        replaced = picture;
        picture = Optional.of(new Picture(pixels, buffer));
        surface.request(WlSurface.Request.ATTACH).object(buffer).integer(0).integer(0).send();
        surface.request(WlSurface.Request.DAMAGE)
                .integer(0)
                .integer(0)
                .integer(WHOLE)
                .integer(WHOLE)
                .send();
        viewport.ifPresent(v ->
                v.request(WpViewport.Request.SET_DESTINATION)
                        .integer(look.size().width())
                        .integer(look.size().height())
                        .send());
        drawn = Optional.of(look);
    }

    /// What was drawn last is shown from now on.
    void isCommitted() {
        replaced.ifPresent(Picture::close);
        replaced = Optional.empty();
    }

    /// Memory is black from the start.
    private ShmMemory paint(Look look) {
        boolean framed = look.decoration() != Decoration.NONE;
        if (!framed && viewport.isPresent()) {
            return ShmMemory.create(PIXEL);
        }
        int scale = viewport.isPresent() ? look.scale() : 1;
        ShmMemory pixels =
                ShmMemory.create(
                        new Size(look.size().width() * scale, look.size().height() * scale));
        new DecorationPainter(
                        pixels.pixels(),
                        pixels.stride(),
                        look.size().width(),
                        look.size().height(),
                        scale)
                .paint(look.decoration(), look.frame());
        return pixels;
    }

    /// The surface is gone.
    @Override
    public void close() {
        viewport.ifPresent(v -> v.request(WpViewport.Request.DESTROY).send());
        picture.ifPresent(Picture::close);
    }
}
