// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.shell;

import static dev.zeropane.wayland.protocol.extension.ZxdgToplevelDecorationV1.MODE_CLIENT_SIDE;
import static dev.zeropane.wayland.protocol.extension.ZxdgToplevelDecorationV1.MODE_SERVER_SIDE;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.extension.ZxdgToplevelDecorationV1;
import dev.zeropane.wayland.protocol.extension.ZxdgToplevelDecorationV1.Event;
import dev.zeropane.wayland.protocol.extension.ZxdgToplevelDecorationV1.Request;
import java.util.Optional;

/// `zxdg_toplevel_decoration_v1`: who draws a window's frame. The compositor's options decide, and
/// the client is told.
final class Decoration extends Resource<Request, Event> {
    /// `zxdg_toplevel_decoration_v1.error`.
    private static final int ORPHANED = 2;

    private static final int INVALID_MODE = 3;

    private final Toplevel toplevel;

    Decoration(Client client, int id, int version, Toplevel toplevel) {
        super(client, ZxdgToplevelDecorationV1.INTERFACE, id, version);
        this.toplevel = toplevel;
    }

    public void take() {
        toplevel.decoration(Optional.of(this));
        toplevel.shellSurface().configureAgain();
    }

    /// Part of a configure sequence.
    public void configure() {
        event(Event.CONFIGURE, mode());
    }

    int mode() {
        return server().options().serverSideDecoration() ? MODE_SERVER_SIDE : MODE_CLIENT_SIDE;
    }

    @Override
    protected void request(Request request, Args args) {
        if (request != Request.DESTROY && !toplevel.isAlive()) {
            throw error(ORPHANED, toplevel + " is gone");
        }
        switch (request) {
            case DESTROY -> {}
            case SET_MODE -> {
                int wish = args.integer();
                if (wish != MODE_CLIENT_SIDE && wish != MODE_SERVER_SIDE) {
                    throw error(INVALID_MODE, "mode " + wish);
                }
                toplevel.shellSurface().configureAgain();
            }
            case UNSET_MODE -> toplevel.shellSurface().configureAgain();
        }
    }

    @Override
    protected void destroyed() {
        toplevel.decoration(Optional.empty());
    }
}
