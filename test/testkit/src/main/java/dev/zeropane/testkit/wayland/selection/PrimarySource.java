// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.selection;

import dev.zeropane.linux.Fd;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.ProtocolError;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionSourceV1;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionSourceV1.Event;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionSourceV1.Request;
import java.util.ArrayList;
import java.util.List;

/// `zwp_primary_selection_source_v1`.
final class PrimarySource extends Resource<Request, Event> implements Offered {
    private final List<String> types = new ArrayList<>();
    private boolean used;

    PrimarySource(Client client, int id, int version) {
        super(client, ZwpPrimarySelectionSourceV1.INTERFACE, id, version);
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
        }
    }

    @Override
    protected void destroyed() {
        Selections.of(server()).gone(this);
    }
}
