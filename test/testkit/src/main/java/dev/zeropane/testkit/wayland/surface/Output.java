// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.surface;

import dev.zeropane.testkit.wayland.options.Size;
import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.WlOutput;
import dev.zeropane.wayland.protocol.WlOutput.Event;
import dev.zeropane.wayland.protocol.WlOutput.Request;

/// `wl_output`: the one screen there is.
public final class Output extends Resource<Request, Event> {
    private static final int MODE_CURRENT = 1;
    private static final int REFRESH_MILLIHERTZ = 60_000;

    public Output(Client client, int id, int version) {
        super(client, WlOutput.INTERFACE, id, version);
    }

    @Override
    protected void bound() {
        Size size = server().outputPixels();
        event(Event.GEOMETRY, 0, 0, 340, 190, 0, "Zeropane", "test screen", 0);
        event(Event.MODE, MODE_CURRENT, size.width(), size.height(), REFRESH_MILLIHERTZ);
        event(Event.SCALE, server().options().outputScale());
        event(Event.NAME, "TEST-1");
        event(Event.DESCRIPTION, "a screen of tests");
        event(Event.DONE);
    }

    @Override
    protected void request(Request request, Args args) {
        // Its only one is to go.
    }
}
