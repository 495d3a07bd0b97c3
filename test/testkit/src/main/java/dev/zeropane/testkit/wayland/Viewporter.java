// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.WpViewporter;
import dev.zeropane.wayland.protocol.WpViewporter.Request;

/// `wp_viewporter`.
final class Viewporter extends Resource<Request, NoMessage> {
    /// `wp_viewporter.error`.
    private static final int VIEWPORT_EXISTS = 0;

    Viewporter(Client client, int id, int version) {
        super(client, WpViewporter.INTERFACE, id, version);
    }

    @Override
    void request(Request request, Args args) {
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
