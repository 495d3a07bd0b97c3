// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.WlRegion;
import dev.zeropane.wayland.protocol.WlRegion.Request;

/// `wl_region`. No picture depends on one; what was added is in the journal of requests.
final class Region extends Resource<Request, NoMessage> {
    Region(Client client, int id, int version) {
        super(client, WlRegion.INTERFACE, id, version);
    }

    @Override
    protected void request(Request request, Args args) {
        // See above.
    }
}
