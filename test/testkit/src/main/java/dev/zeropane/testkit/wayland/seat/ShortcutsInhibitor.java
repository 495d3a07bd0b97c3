// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.seat;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.testkit.wayland.surface.Surface;
import dev.zeropane.wayland.protocol.extension.ZwpKeyboardShortcutsInhibitorV1;
import dev.zeropane.wayland.protocol.extension.ZwpKeyboardShortcutsInhibitorV1.Event;
import dev.zeropane.wayland.protocol.extension.ZwpKeyboardShortcutsInhibitorV1.Request;

/// `zwp_keyboard_shortcuts_inhibitor_v1`: all keys of a seat go to a surface that has its focus.
public final class ShortcutsInhibitor extends Resource<Request, Event> {
    private final Surface surface;
    private final Seat seat;

    ShortcutsInhibitor(Client client, int id, int version, Surface surface, Seat seat) {
        super(client, ZwpKeyboardShortcutsInhibitorV1.INTERFACE, id, version);
        this.surface = surface;
        this.seat = seat;
    }

    boolean isOf(Surface other, Seat otherSeat) {
        return surface == other && seat == otherSeat;
    }

    public Surface surface() {
        return surface;
    }

    void active() {
        event(Event.ACTIVE);
    }

    @Override
    protected void request(Request request, Args args) {
        // Its only one is to go.
    }
}
