// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.seat;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.testkit.wayland.surface.Role;
import dev.zeropane.testkit.wayland.surface.Surface;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlPointer.Event;
import dev.zeropane.wayland.protocol.WlPointer.Request;
import java.util.Optional;

/// `wl_pointer`.
public final class Pointer extends Resource<Request, Event> {
    /// `wl_pointer.error`.
    private static final int ROLE = 0;

    Pointer(Client client, int id, int version) {
        super(client, WlPointer.INTERFACE, id, version);
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case RELEASE -> {}
            case SET_CURSOR -> {
                int serial = args.integer();
                Optional<Surface> surface = args.objectOrNone(Surface.class);
                surface.ifPresent(it -> it.takeRole(Cursor.ROLE, why -> error(ROLE, why)));
                Seats.of(server())
                        .cursor(serial, new Cursor(surface, args.integer(), args.integer()));
            }
        }
    }

    @Override
    protected void destroyed() {
        Seats.of(server()).remove(this);
    }

    /// What the pointer looks like over a client's surface.
    ///
    /// @param surface nothing for an invisible one
    public record Cursor(Optional<Surface> surface, int hotX, int hotY) {
        static final Role ROLE =
                new Role() {
                    @Override
                    public String roleName() {
                        return "cursor";
                    }

                    @Override
                    public boolean isInUse() {
                        return false;
                    }
                };
    }
}
