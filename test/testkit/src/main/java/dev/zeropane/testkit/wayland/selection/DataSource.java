// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.selection;

import dev.zeropane.linux.Fd;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.ProtocolError;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.WlDataSource;
import dev.zeropane.wayland.protocol.WlDataSource.Event;
import dev.zeropane.wayland.protocol.WlDataSource.Request;
import java.util.ArrayList;
import java.util.List;

/// `wl_data_source`.
final class DataSource extends Resource<Request, Event> implements Offered {
    private final List<String> types = new ArrayList<>();
    private boolean used;

    DataSource(Client client, int id, int version) {
        super(client, WlDataSource.INTERFACE, id, version);
    }

    /// It becomes a selection, once.
    Offered use() {
        if (used) {
            throw error(ProtocolError.IMPLEMENTATION, this + " was a selection already");
        }
        used = true;
        return this;
    }

    @Override
    public List<String> types() {
        return List.copyOf(types);
    }

    @Override
    public void give(String type, Fd fd) {
        event(Event.SEND, type, fd);
    }

    @Override
    public void replaced() {
        if (isAlive()) {
            event(Event.CANCELLED);
        }
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case OFFER -> types.add(args.text());
            case DESTROY -> {}
            case SET_ACTIONS -> throw notImplemented(request);
        }
    }

    @Override
    protected void destroyed() {
        Selections.of(server()).gone(this);
    }
}
