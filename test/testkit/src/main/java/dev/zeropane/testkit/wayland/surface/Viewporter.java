// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.extension.WpViewporter;
import dev.zeropane.wayland.protocol.extension.WpViewporter.Request;

/// `wp_viewporter`.
public final class Viewporter extends Resource<Request, NoMessage> {
    /// `wp_viewporter.error`.
    private static final int VIEWPORT_EXISTS = 0;

    public Viewporter(Client client, int id, int version) {
        super(client, WpViewporter.INTERFACE, id, version);
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {}
            case GET_VIEWPORT -> {
                int id = args.newId();
                Surface surface = args.object(Surface.class);
                if (surface.viewport().isPresent()) {
                    throw error(VIEWPORT_EXISTS, surface + " has a viewport");
                }
                client().add(new Viewport(client(), id, version(), surface)).take();
            }
        }
    }
}
