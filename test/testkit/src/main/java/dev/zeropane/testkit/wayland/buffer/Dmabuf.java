// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.buffer;

import dev.zeropane.testkit.wayland.options.DmabufFormat;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufV1;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufV1.Event;
import dev.zeropane.wayland.protocol.extension.ZwpLinuxDmabufV1.Request;

/// `zwp_linux_dmabuf_v1`: formats by events up to version 3, by feedback since version 4.
public final class Dmabuf extends Resource<Request, Event> {
    private static final int WITH_FEEDBACK = 4;
    private static final int WITH_MODIFIERS = 3;

    public Dmabuf(Client client, int id, int version) {
        super(client, ZwpLinuxDmabufV1.INTERFACE, id, version);
    }

    @Override
    protected void bound() {
        if (version() >= WITH_FEEDBACK) {
            return;
        }
        for (DmabufFormat one : server().options().dmabufFormats()) {
            if (version() < WITH_MODIFIERS) {
                event(Event.FORMAT, one.format());
            }
            event(
                    Event.MODIFIER,
                    one.format(),
                    (int) (one.modifier() >>> 32),
                    (int) one.modifier());
        }
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {}
            case CREATE_PARAMS -> client().add(new BufferParams(client(), args.newId(), version()));
            case GET_DEFAULT_FEEDBACK, GET_SURFACE_FEEDBACK ->
                    client().add(new DmabufFeedback(client(), args.newId(), version())).send();
        }
    }
}
