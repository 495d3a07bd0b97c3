// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.extension.WpFractionalScaleManagerV1;
import dev.zeropane.wayland.protocol.extension.WpFractionalScaleManagerV1.Request;

/// `wp_fractional_scale_manager_v1`.
public final class FractionalScaleManager extends Resource<Request, NoMessage> {
    /// `wp_fractional_scale_manager_v1.error`.
    private static final int FRACTIONAL_SCALE_EXISTS = 0;

    public FractionalScaleManager(Client client, int id, int version) {
        super(client, WpFractionalScaleManagerV1.INTERFACE, id, version);
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {}
            case GET_FRACTIONAL_SCALE -> {
                int id = args.newId();
                Surface surface = args.object(Surface.class);
                if (surface.fractionalScale().isPresent()) {
                    throw error(FRACTIONAL_SCALE_EXISTS, surface + " has a scale");
                }
                client().add(new FractionalScale(client(), id, version(), surface)).take();
            }
        }
    }
}
