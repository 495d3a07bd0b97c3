// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.seat;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.WlSeat.Event;
import dev.zeropane.wayland.protocol.WlSeat.Request;

/// `wl_seat`, as one client has it.
public final class Seat extends Resource<Request, Event> {
    /// `wl_seat.error`.
    private static final int MISSING_CAPABILITY = 0;

    public Seat(Client client, int id, int version) {
        super(client, WlSeat.INTERFACE, id, version);
    }

    @Override
    protected void bound() {
        Seats.of(server()).add(this);
        event(Event.NAME, "seat0");
        capabilities();
    }

    public void capabilities() {
        event(Event.CAPABILITIES, Seats.of(server()).capabilities());
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case RELEASE -> {}
            case GET_POINTER -> {
                need(WlSeat.CAPABILITY_POINTER, "pointer");
                Seats.of(server())
                        .add(client().add(new Pointer(client(), args.newId(), version())));
            }
            case GET_KEYBOARD -> {
                need(WlSeat.CAPABILITY_KEYBOARD, "keyboard");
                Seats.of(server())
                        .add(client().add(new Keyboard(client(), args.newId(), version())));
            }
            case GET_TOUCH -> {
                need(WlSeat.CAPABILITY_TOUCH, "touch screen");
                Seats.of(server()).add(client().add(new Touch(client(), args.newId(), version())));
            }
        }
    }

    /// One that was there once may be asked for: the client may not have heard yet.
    private void need(int capability, String name) {
        if ((Seats.of(server()).everHad() & capability) == 0) {
            throw error(MISSING_CAPABILITY, "there has never been a " + name);
        }
    }

    @Override
    protected void destroyed() {
        Seats.of(server()).remove(this);
    }
}
