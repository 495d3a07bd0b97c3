// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.wayland.protocol.WlTouch;
import dev.zeropane.wayland.protocol.WlTouch.Event;
import dev.zeropane.wayland.protocol.WlTouch.Request;

/// `wl_touch`.
final class Touch extends Resource<Request, Event> {
    Touch(Client client, int id, int version) {
        super(client, WlTouch.INTERFACE, id, version);
    }

    @Override
    void request(Request request, Args args) {
        // Its only one is to go.
    }

    @Override
    void destroyed() {
        Seats.of(server()).remove(this);
    }
}
