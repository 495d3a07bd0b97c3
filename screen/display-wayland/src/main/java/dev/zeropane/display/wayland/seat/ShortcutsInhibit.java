// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.extension.ZwpKeyboardShortcutsInhibitManagerV1;
import dev.zeropane.wayland.protocol.extension.ZwpKeyboardShortcutsInhibitorV1;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Asks the compositor to leave its own shortcuts, such as Alt+Tab, to a window while that has the
/// keyboard's focus. The compositor may offer the user a way to forbid it.
///
/// It asks once for each seat, not at every focus: some compositors then ask the user, in a window
/// that takes the focus away.
public final class ShortcutsInhibit implements AutoCloseable {
    private final Optional<Proxy<ZwpKeyboardShortcutsInhibitManagerV1.Request>> manager;
    private final Proxy<WlSurface.Request> surface;
    private final Map<Seat, Proxy<ZwpKeyboardShortcutsInhibitorV1.Request>> inhibitors =
            new HashMap<>();
    private boolean wanted = true;

    /// @param manager empty if the compositor has none, or shortcuts need not be inhibited
    public ShortcutsInhibit(
            Optional<Proxy<ZwpKeyboardShortcutsInhibitManagerV1.Request>> manager,
            Proxy<WlSurface.Request> surface) {
        this.manager = manager;
        this.surface = surface;
    }

    /// A keyboard of the seat has focused the window.
    void focused(Seat seat) {
        releaseClosed();
        if (wanted && !inhibitors.containsKey(seat)) {
            manager.ifPresent(m ->
                    inhibitors.put(
                            seat,
                            m.create(
                                    ZwpKeyboardShortcutsInhibitManagerV1.Request.INHIBIT_SHORTCUTS,
                                    ZwpKeyboardShortcutsInhibitorV1.INTERFACE,
                                    Handler.none(),
                                    surface,
                                    seat.proxy())));
        }
    }

    /// Gives the shortcuts of all seats back to the compositor, or asks for those of the focused
    /// seat again.
    void toggle(Seat focused) {
        wanted = !wanted;
        if (wanted) {
            focused(focused);
        } else {
            close();
        }
    }

    private void releaseClosed() {
        inhibitors
                .entrySet()
                .removeIf(entry -> {
                    boolean gone = entry.getKey().isClosed();
                    if (gone) {
                        destroy(entry.getValue());
                    }
                    return gone;
                });
    }

    private static void destroy(Proxy<ZwpKeyboardShortcutsInhibitorV1.Request> inhibitor) {
        inhibitor.request(ZwpKeyboardShortcutsInhibitorV1.Request.DESTROY).send();
    }

    @Override
    public void close() {
        inhibitors.values().forEach(ShortcutsInhibit::destroy);
        inhibitors.clear();
    }
}
