// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.WlSubsurface;
import dev.zeropane.wayland.protocol.WlSubsurface.Request;

/// `wl_subsurface`: a surface with its place on another one.
final class Subsurface extends Resource<Request, NoMessage> implements Role {
    /// `wl_subsurface.error`.
    private static final int BAD_SURFACE = 0;

    private final Surface surface;
    private final Surface parent;
    private boolean sync = true;
    private int x;
    private int y;
    private int pendingX;
    private int pendingY;

    Subsurface(Client client, int id, int version, Surface surface, Surface parent) {
        super(client, WlSubsurface.INTERFACE, id, version);
        this.surface = surface;
        this.parent = parent;
    }

    public Surface surface() {
        return surface;
    }

    public int x() {
        return x;
    }

    public int y() {
        return y;
    }

    @Override
    public String roleName() {
        return "wl_subsurface";
    }

    @Override
    public boolean isInUse() {
        return isAlive();
    }

    /// Whether its commits wait for the parent's.
    boolean isSynchronized() {
        return sync || parent.isSynchronized();
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {}
            case SET_POSITION -> {
                pendingX = args.integer();
                pendingY = args.integer();
            }
            case PLACE_ABOVE -> place(args.object(Surface.class), true);
            case PLACE_BELOW -> place(args.object(Surface.class), false);
            case SET_SYNC -> sync = true;
            case SET_DESYNC -> {
                sync = false;
                if (!isSynchronized()) {
                    surface.applyCached();
                }
            }
        }
    }

    private void place(Surface sibling, boolean above) {
        if (!parent.children().place(surface, sibling, above)) {
            throw error(BAD_SURFACE, sibling + " is not beside " + surface);
        }
    }

    /// The parent's state was applied, and with it the place and what waited for it.
    void parentApplied() {
        x = pendingX;
        y = pendingY;
        if (isSynchronized()) {
            surface.applyCached();
        }
    }

    @Override
    protected void destroyed() {
        surface.unmap();
        parent.children().remove(surface);
    }
}
