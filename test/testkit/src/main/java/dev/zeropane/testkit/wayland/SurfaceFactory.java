// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlCompositor.Request;

/// `wl_compositor`: makes surfaces and regions.
final class SurfaceFactory extends Resource<Request, NoMessage> {
    SurfaceFactory(Client client, int id, int version) {
        super(client, WlCompositor.INTERFACE, id, version);
    }

    @Override
    void request(Request request, Args args) {
        switch (request) {
            case CREATE_SURFACE ->
                    client().add(new Surface(client(), args.newId(), version())).created();
            case CREATE_REGION -> client().add(new Region(client(), args.newId(), version()));
        }
    }
}
