// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.WlCompositor;
import dev.zeropane.wayland.protocol.WlCompositor.Request;

/// `wl_compositor`: makes surfaces and regions.
public final class SurfaceFactory extends Resource<Request, NoMessage> {
    public SurfaceFactory(Client client, int id, int version) {
        super(client, WlCompositor.INTERFACE, id, version);
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case CREATE_SURFACE ->
                    client().add(new Surface(client(), args.newId(), version())).created();
            case CREATE_REGION -> client().add(new Region(client(), args.newId(), version()));
        }
    }
}
