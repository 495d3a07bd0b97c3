// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import dev.zeropane.wayland.protocol.WlRegistry;
import dev.zeropane.wayland.protocol.WlRegistry.Event;
import dev.zeropane.wayland.protocol.WlRegistry.Request;

/// `wl_registry`: what there is, and how a client gets it.
public final class Registry extends Resource<Request, Event> {
    Registry(Client client, int id) {
        super(client, WlRegistry.INTERFACE, id, 1);
    }

    void announce() {
        server().globals().all().forEach(this::announce);
        if (server().disorder().happens(2)) {
            server().plugAndUnplug();
        }
    }

    void announce(Globals.Global global) {
        event(Event.GLOBAL, global.name(), global.type(), global.version());
    }

    void withdraw(Globals.Global global) {
        event(Event.GLOBAL_REMOVE, global.name());
    }

    @Override
    protected void request(Request request, Args args) {
        int name = args.integer();
        String type = args.text();
        int version = args.integer();
        int id = args.newId();
        Globals.Global global =
                server().globals()
                        .find(name)
                        .orElseThrow(
                                () -> error(ProtocolError.INVALID_OBJECT, "no global " + name));
        if (!global.type().equals(type) || version < 1 || version > global.version()) {
            throw error(
                    ProtocolError.INVALID_OBJECT,
                    "%s version %d is not %s".formatted(type, version, global));
        }
        global.factory().bind(client(), id, version);
    }
}
