// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.selection;

import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionDeviceV1;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionDeviceV1.Event;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionDeviceV1.Request;
import java.util.Optional;

/// `zwp_primary_selection_device_v1`.
final class PrimaryDevice extends Resource<Request, Event> implements Taker {
    PrimaryDevice(Client client, int id, int version) {
        super(client, ZwpPrimarySelectionDeviceV1.INTERFACE, id, version);
    }

    void open() {
        Selections.of(server()).add(Selection.PRIMARY, this);
    }

    @Override
    public int announce(Offered offered) {
        PrimaryOffer offer =
                client().add(
                                new PrimaryOffer(
                                        client(), client().newServerId(), version(), offered));
        event(Event.DATA_OFFER, offer);
        offer.sayTypes();
        return offer.id();
    }

    @Override
    public void select(Optional<Offered> offered) {
        event(Event.SELECTION, offered.map(this::announce).orElse(0));
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case SET_SELECTION ->
                    Selections.of(server())
                            .setBy(
                                    client(),
                                    Selection.PRIMARY,
                                    args.objectOrNone(PrimarySource.class).map(PrimarySource::use));
            case DESTROY -> {}
        }
    }

    @Override
    protected void destroyed() {
        Selections.of(server()).remove(this);
    }
}
