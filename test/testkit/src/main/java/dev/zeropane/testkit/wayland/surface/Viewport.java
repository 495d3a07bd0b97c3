// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.buffer.Image;
import dev.zeropane.testkit.wayland.options.Size;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.extension.WpViewport;
import dev.zeropane.wayland.protocol.extension.WpViewport.Request;
import java.util.Optional;

/// `wp_viewport`: which part of a buffer a surface shows, and how large.
final class Viewport extends Resource<Request, NoMessage> {
    /// `wp_viewport.error`.
    private static final int BAD_VALUE = 0;

    private static final int BAD_SIZE = 1;
    private static final int OUT_OF_BUFFER = 2;
    private static final int NO_SURFACE = 3;

    /// What both requests take for "not set".
    private static final int UNSET = -1;

    /// A part of the buffer, in the surface's coordinates before the viewport.
    record Source(double x, double y, double width, double height) {}

    record State(Optional<Source> source, Optional<Size> size) {
        static final State UNSET = new State(Optional.empty(), Optional.empty());
    }

    private final Surface surface;
    private State state = State.UNSET;

    Viewport(Client client, int id, int version, Surface surface) {
        super(client, WpViewport.INTERFACE, id, version);
        this.surface = surface;
    }

    public void take() {
        surface.viewport(Optional.of(this));
    }

    @Override
    protected void request(Request request, Args args) {
        if (request != Request.DESTROY && !surface.isAlive()) {
            throw error(NO_SURFACE, surface + " is gone");
        }
        switch (request) {
            case DESTROY -> {
                if (surface.isAlive()) {
                    change(State.UNSET);
                }
            }
            case SET_SOURCE -> change(new State(source(args), state.size));
            case SET_DESTINATION -> change(new State(state.source, size(args)));
        }
    }

    private Optional<Source> source(Args args) {
        Source source = new Source(args.fixed(), args.fixed(), args.fixed(), args.fixed());
        if (source.equals(new Source(UNSET, UNSET, UNSET, UNSET))) {
            return Optional.empty();
        }
        if (source.x < 0 || source.y < 0 || source.width <= 0 || source.height <= 0) {
            throw error(BAD_VALUE, source.toString());
        }
        return Optional.of(source);
    }

    private Optional<Size> size(Args args) {
        Size size = new Size(args.integer(), args.integer());
        if (size.equals(new Size(UNSET, UNSET))) {
            return Optional.empty();
        }
        if (size.width() < 1 || size.height() < 1) {
            throw error(BAD_VALUE, size.toString());
        }
        return Optional.of(size);
    }

    private void change(State changed) {
        state = changed;
        surface.pending().viewport = Optional.of(changed);
    }

    /// Checks what a commit applied against the buffer.
    public void check(State applied, Image image, int scale) {
        if (applied.source.isEmpty()) {
            return;
        }
        Source source = applied.source.get();
        if ((source.x + source.width) * scale > image.width()
                || (source.y + source.height) * scale > image.height()) {
            throw error(
                    OUT_OF_BUFFER,
                    "%s of a buffer of %dx%d at scale %d"
                            .formatted(source, image.width(), image.height(), scale));
        }
        if (applied.size.isEmpty()
                && (source.width != Math.rint(source.width)
                        || source.height != Math.rint(source.height))) {
            throw error(BAD_SIZE, source + " without a destination");
        }
    }

    public void surfaceGone() {
        state = State.UNSET;
    }

    @Override
    protected void destroyed() {
        surface.viewport(Optional.empty());
    }
}
