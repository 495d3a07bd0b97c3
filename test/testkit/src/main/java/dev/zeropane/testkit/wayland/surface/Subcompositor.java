// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.WlSubcompositor;
import dev.zeropane.wayland.protocol.WlSubcompositor.Request;

/// `wl_subcompositor`.
public final class Subcompositor extends Resource<Request, NoMessage> {
    /// `wl_subcompositor.error`.
    private static final int BAD_SURFACE = 0;

    private static final int BAD_PARENT = 1;

    public Subcompositor(Client client, int id, int version) {
        super(client, WlSubcompositor.INTERFACE, id, version);
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {}
            case GET_SUBSURFACE -> {
                int id = args.newId();
                Surface surface = args.object(Surface.class);
                Surface parent = args.object(Surface.class);
                if (parent == surface || parent.children().isBelow(surface)) {
                    throw error(BAD_PARENT, "%s as parent of %s".formatted(parent, surface));
                }
                Subsurface subsurface = new Subsurface(client(), id, version(), surface, parent);
                surface.takeRole(subsurface, why -> error(BAD_SURFACE, why));
                client().add(subsurface);
                parent.children().add(subsurface);
            }
        }
    }
}
