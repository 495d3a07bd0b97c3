// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.wayland.Globals;
import dev.zeropane.wayland.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The compositor's seats, and the windows that may have their focus.
public final class Seats {
    private final Map<Globals.Global, Seat> seats = new HashMap<>();
    private final Map<Proxy<?>, SeatListener> windows = new HashMap<>();
    private final SeatListeners listeners;
    private Consumer<Seat> follower = seat -> {};

    /// @param guest gets the end of each frame of events
    public Seats(GuestInput guest) {
        listeners =
                new SeatListeners(
                        surface -> Optional.ofNullable(windows.get(surface)), guest::sendFrame);
    }

    public void added(Globals globals, Globals.Global global) {
        Seat seat = new Seat(globals, global, listeners);
        seats.put(global, seat);
        follower.accept(seat);
    }

    /// Calls `each` for the seats that there are, and for later ones when they come.
    public void follow(Consumer<Seat> each) {
        follower = each;
        seats.values().forEach(each);
    }

    public void removed(Globals.Global global) {
        Optional.ofNullable(seats.remove(global)).ifPresent(Seat::close);
    }

    /// Adds a new window.
    public void addWindow(Proxy<?> surface, SeatListener window) {
        windows.put(surface, window);
    }

    /// Removes a window that is about to be closed: it gets no focus any more.
    public void removeWindow(Proxy<?> surface) {
        windows.remove(surface);
    }
}
