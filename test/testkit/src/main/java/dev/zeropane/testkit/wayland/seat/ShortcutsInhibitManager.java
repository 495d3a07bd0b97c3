// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.seat;

import dev.zeropane.testkit.wayland.server.Args;
import dev.zeropane.testkit.wayland.server.Client;
import dev.zeropane.testkit.wayland.server.Resource;
import dev.zeropane.testkit.wayland.surface.Surface;
import dev.zeropane.wayland.NoMessage;
import dev.zeropane.wayland.protocol.extension.ZwpKeyboardShortcutsInhibitManagerV1;
import dev.zeropane.wayland.protocol.extension.ZwpKeyboardShortcutsInhibitManagerV1.Request;

/// `zwp_keyboard_shortcuts_inhibit_manager_v1`.
public final class ShortcutsInhibitManager extends Resource<Request, NoMessage> {
    /// `zwp_keyboard_shortcuts_inhibit_manager_v1.error`.
    private static final int ALREADY_INHIBITED = 0;

    public ShortcutsInhibitManager(Client client, int id, int version) {
        super(client, ZwpKeyboardShortcutsInhibitManagerV1.INTERFACE, id, version);
    }

    @Override
    protected void request(Request request, Args args) {
        switch (request) {
            case DESTROY -> {}
            case INHIBIT_SHORTCUTS -> {
                int id = args.newId();
                Surface surface = args.object(Surface.class);
                Seat seat = args.object(Seat.class);
                boolean already =
                        client().objects().stream()
                                .anyMatch(one ->
                                        one instanceof ShortcutsInhibitor inhibitor
                                                && inhibitor.isOf(surface, seat));
                if (already) {
                    throw error(ALREADY_INHIBITED, surface + " inhibits " + seat);
                }
                client().add(new ShortcutsInhibitor(client(), id, version(), surface, seat))
                        .active();
            }
        }
    }
}
