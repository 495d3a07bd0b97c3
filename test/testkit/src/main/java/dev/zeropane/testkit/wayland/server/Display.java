// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import dev.zeropane.wayland.protocol.WlDisplay;
import dev.zeropane.wayland.protocol.WlDisplay.Event;
import dev.zeropane.wayland.protocol.WlDisplay.Request;

/// `wl_display`, the object that every client begins with.
public final class Display extends Resource<Request, Event> {
    Display(Client client) {
        super(client, WlDisplay.INTERFACE, 1, 1);
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case SYNC -> sync(client().add(new Callback(client(), args.newId())));
            case GET_REGISTRY -> client().add(new Registry(client(), args.newId())).announce();
        }
    }

    private void sync(Callback callback) {
        server().disorder().sometime(() -> callback.done(server().nextSerial()));
    }

    public void error(ProtocolError error) {
        event(Event.ERROR, error.object(), error.code(), error.getMessage());
    }

    void deleted(int id) {
        server().disorder().sometime(() -> event(Event.DELETE_ID, id));
    }
}
