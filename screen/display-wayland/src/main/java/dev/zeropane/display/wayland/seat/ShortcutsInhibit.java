// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.wayland.Handler;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.ZwpKeyboardShortcutsInhibitManagerV1;
import dev.zeropane.wayland.protocol.ZwpKeyboardShortcutsInhibitorV1;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Asks the compositor to leave its own shortcuts, such as Alt+Tab, to a window that has the
/// keyboard's focus. It says itself when that ends, and has a way for the user to forbid it.
///
/// Asked once for each seat, not at every focus: some compositors ask the user then, in a window
/// that takes the focus away.
public final class ShortcutsInhibit implements AutoCloseable {
    private final Optional<Proxy<ZwpKeyboardShortcutsInhibitManagerV1.Request>> manager;
    private final Proxy<WlSurface.Request> surface;
    private final Map<Seat, Proxy<ZwpKeyboardShortcutsInhibitorV1.Request>> inhibitors =
            new HashMap<>();
    private boolean wanted = true;

    /// @param manager nothing where it is not offered, or not needed
    public ShortcutsInhibit(
            Optional<Proxy<ZwpKeyboardShortcutsInhibitManagerV1.Request>> manager,
            Proxy<WlSurface.Request> surface) {
        this.manager = manager;
        this.surface = surface;
    }

    /// A keyboard of the seat has come to the window.
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

    /// Gives the shortcuts back, to every seat; or asks for them again, for the one that has the
    /// focus.
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
