// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.WlCallback;
import dev.zeropane.wayland.protocol.WlCallback.Event;

/// `wl_callback`: answered once.
public final class Callback extends Resource<NoMessage, Event> {
    public Callback(Client client, int id) {
        super(client, WlCallback.INTERFACE, id, 1);
    }

    @Override
    protected void request(NoMessage request, Args args) {
        throw new AssertionError(request);
    }

    /// @param data a serial, or a time in milliseconds
    void done(int data) {
        if (isAlive()) {
            event(Event.DONE, data);
        }
    }
}
