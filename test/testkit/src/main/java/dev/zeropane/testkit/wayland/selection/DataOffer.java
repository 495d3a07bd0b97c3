// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.selection;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.ProtocolError;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.WlDataOffer;
import dev.zeropane.wayland.protocol.WlDataOffer.Event;
import dev.zeropane.wayland.protocol.WlDataOffer.Request;

/// `wl_data_offer`.
final class DataOffer extends Resource<Request, Event> {
    private final Offered offered;

    DataOffer(Client client, int id, int version, Offered offered) {
        super(client, WlDataOffer.INTERFACE, id, version);
        this.offered = offered;
    }

    void sayTypes() {
        offered.types().forEach(type -> event(Event.OFFER, type));
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case RECEIVE -> {
                String type = args.text();
                if (!offered.types().contains(type)) {
                    throw error(ProtocolError.IMPLEMENTATION, "no " + type + " is offered");
                }
                offered.give(type, args.fd());
            }
            case DESTROY -> {}
            case ACCEPT, FINISH, SET_ACTIONS -> throw notImplemented(request);
        }
    }
}
