// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.selection;

import dev.zeropane.testkit.wayland.seat.Seat;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.WlDataDeviceManager;
import dev.zeropane.wayland.protocol.WlDataDeviceManager.Request;

/// `wl_data_device_manager`.
public final class DataManager extends Resource<Request, NoMessage> {
    public DataManager(Client client, int id, int version) {
        super(client, WlDataDeviceManager.INTERFACE, id, version);
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case CREATE_DATA_SOURCE ->
                    client().add(new DataSource(client(), args.newId(), version()));
            case GET_DATA_DEVICE -> {
                int id = args.newId();
                Seat _ = args.object(Seat.class);
                client().add(new DataDevice(client(), id, version())).open();
            }
        }
    }
}
