// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.selection;

import dev.zeropane.testkit.wayland.seat.Seat;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionDeviceManagerV1;
import dev.zeropane.wayland.protocol.extension.ZwpPrimarySelectionDeviceManagerV1.Request;

/// `zwp_primary_selection_device_manager_v1`.
public final class PrimaryManager extends Resource<Request, NoMessage> {
    public PrimaryManager(Client client, int id, int version) {
        super(client, ZwpPrimarySelectionDeviceManagerV1.INTERFACE, id, version);
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case CREATE_SOURCE ->
                    client().add(new PrimarySource(client(), args.newId(), version()));
            case GET_DEVICE -> {
                int id = args.newId();
                Seat _ = args.object(Seat.class);
                client().add(new PrimaryDevice(client(), id, version())).open();
            }
            case DESTROY -> {}
        }
    }
}
