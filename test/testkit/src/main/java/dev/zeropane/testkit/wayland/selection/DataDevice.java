// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.selection;

import dev.zeropane.display.clipboard.Selection;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.WlDataDevice;
import dev.zeropane.wayland.protocol.WlDataDevice.Event;
import dev.zeropane.wayland.protocol.WlDataDevice.Request;
import java.util.Optional;

/// `wl_data_device`.
final class DataDevice extends Resource<Request, Event> implements Taker {
    DataDevice(Client client, int id, int version) {
        super(client, WlDataDevice.INTERFACE, id, version);
    }

    void open() {
        Selections.of(server()).add(Selection.CLIPBOARD, this);
    }

    @Override
    public int announce(Offered offered) {
        DataOffer offer =
                client().add(new DataOffer(client(), client().newServerId(), version(), offered));
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
            case START_DRAG -> throw notImplemented(request);
            case SET_SELECTION ->
                    Selections.of(server())
                            .setBy(
                                    client(),
                                    Selection.CLIPBOARD,
                                    args.objectOrNone(DataSource.class).map(DataSource::use));
            case RELEASE -> {}
        }
    }

    @Override
    protected void destroyed() {
        Selections.of(server()).remove(this);
    }
}
