// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.shell;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.testkit.wayland.surface.Surface;
import dev.zeropane.wayland.protocol.extension.XdgWmBase;
import dev.zeropane.wayland.protocol.extension.XdgWmBase.Event;
import dev.zeropane.wayland.protocol.extension.XdgWmBase.Request;

/// `xdg_wm_base`.
public final class Shell extends Resource<Request, Event> {
    /// `xdg_wm_base.error`.
    private static final int ROLE = 0;

    private static final int DEFUNCT_SURFACES = 1;
    static final int INVALID_SURFACE_STATE = 4;

    private int surfaces;

    public Shell(Client client, int id, int version) {
        super(client, XdgWmBase.INTERFACE, id, version);
    }

    @Override
    protected void ping(int serial) {
        event(Event.PING, serial);
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {
                if (surfaces > 0) {
                    throw error(DEFUNCT_SURFACES, surfaces + " xdg_surfaces are left");
                }
            }
            case CREATE_POSITIONER -> throw notImplemented(request);
            case GET_XDG_SURFACE -> {
                int id = args.newId();
                Surface surface = args.object(Surface.class);
                if (surface.content().isMapped() || surface.pending().buffer.isPresent()) {
                    throw error(INVALID_SURFACE_STATE, surface + " has a buffer");
                }
                ShellSurface made = new ShellSurface(client(), id, version(), this, surface);
                surface.takeRole(made, why -> error(ROLE, why));
                client().add(made);
                surfaces++;
            }
            case PONG -> server().tally().pong(args.integer());
        }
    }

    public void surfaceGone() {
        surfaces--;
    }
}
