// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.extension.WpFractionalScaleV1;
import dev.zeropane.wayland.protocol.extension.WpFractionalScaleV1.Event;
import dev.zeropane.wayland.protocol.extension.WpFractionalScaleV1.Request;
import java.util.Optional;

/// `wp_fractional_scale_v1`: tells a surface which scale would be best, in 120ths.
final class FractionalScale extends Resource<Request, Event> {
    private final Surface surface;

    FractionalScale(Client client, int id, int version, Surface surface) {
        super(client, WpFractionalScaleV1.INTERFACE, id, version);
        this.surface = surface;
    }

    public void take() {
        surface.fractionalScale(Optional.of(this));
        prefer();
    }

    @Override
    protected void scaleChanged() {
        prefer();
    }

    void prefer() {
        event(Event.PREFERRED_SCALE, server().scale120());
    }

    @Override
    protected void request(Request request, Args args) {
        // Its only one is to go.
    }

    public void surfaceGone() {
        surface.fractionalScale(Optional.empty());
    }

    @Override
    protected void destroyed() {
        surface.fractionalScale(Optional.empty());
    }
}
