// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.selection;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.ProtocolError;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionOfferV1;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionOfferV1.Event;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionOfferV1.Request;

/// `zwp_primary_selection_offer_v1`.
final class PrimaryOffer extends Resource<Request, Event> {
    private final Offered offered;

    PrimaryOffer(Client client, int id, int version, Offered offered) {
        super(client, ZwpPrimarySelectionOfferV1.INTERFACE, id, version);
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
        }
    }
}
