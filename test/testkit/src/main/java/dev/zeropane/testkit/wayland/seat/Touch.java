// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.seat;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.WlTouch;
import dev.zeropane.wayland.protocol.WlTouch.Event;
import dev.zeropane.wayland.protocol.WlTouch.Request;

/// `wl_touch`.
final class Touch extends Resource<Request, Event> {
    Touch(Client client, int id, int version) {
        super(client, WlTouch.INTERFACE, id, version);
    }

    @Override
    protected void request(Request request, Args args) {
        // Its only one is to go.
    }

    @Override
    protected void destroyed() {
        Seats.of(server()).remove(this);
    }
}
