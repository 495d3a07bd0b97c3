// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.wayland.Globals;
import dev.zeropane.wayland.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The compositor's seats, and the windows that they may be on.
public final class Seats {
    private final Map<Globals.Global, Seat> seats = new HashMap<>();
    private final Map<Proxy<?>, SeatListener> windows = new HashMap<>();
    private final SeatListeners listeners;

    /// @param guest what windows make of what they hear
    public Seats(GuestInput guest) {
        listeners =
                new SeatListeners(
                        surface -> Optional.ofNullable(windows.get(surface)), guest::frame);
    }

    public void added(Globals globals, Globals.Global global) {
        seats.put(global, new Seat(globals, global, listeners));
    }

    public void removed(Globals.Global global) {
        Optional.ofNullable(seats.remove(global)).ifPresent(Seat::close);
    }

    /// A window is opened.
    public void addWindow(Proxy<?> surface, SeatListener window) {
        windows.put(surface, window);
    }

    /// A window is about to be closed: nothing enters it any more.
    public void removeWindow(Proxy<?> surface) {
        windows.remove(surface);
    }
}
