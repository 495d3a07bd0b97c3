// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.WlTouch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A seat's `wl_touch`. A finger belongs to the surface that it touched first until it is lifted,
/// wherever it moves.
final class SeatTouch implements AutoCloseable {
    /// More fingers than a touch screen reports.
    private static final int MAX_FINGERS = 32;

    private final Seat seat;
    private final SeatListeners listeners;
    private final Proxy<WlTouch.Request> touch;

    /// The window that each finger touched first, by the finger's number.
    private final Map<Integer, SeatListener> fingers = new HashMap<>();

    private boolean closed;

    SeatTouch(Seat seat, SeatListeners listeners) {
        this.seat = seat;
        this.listeners = listeners;
        this.touch = seat.proxy().create(WlSeat.Request.GET_TOUCH, WlTouch.INTERFACE, this::event);
    }

    private void event(WlTouch.Event event, Arguments arguments) {
        // Before version 3 there is no release request, so events go on.
        if (closed) {
            return;
        }
        switch (event) {
            case DOWN -> down(arguments);
            case UP -> up(arguments.skip().skip().integer());
            case MOTION -> motion(arguments.skip());
            case FRAME -> listeners.endFrame().run();
            case CANCEL -> cancel();
            case SHAPE, ORIENTATION -> {}
        }
    }

    private void down(Arguments arguments) {
        int serial = arguments.unsigned();
        Optional<SeatListener> window = arguments.skip().object().flatMap(listeners.find());
        int id = arguments.integer();
        double x = arguments.fixed();
        double y = arguments.fixed();
        if (window.isPresent() && fingers.size() < MAX_FINGERS) {
            fingers.put(id, window.get());
            seat.acted(serial);
            window.get().touchDown(this, id, x, y);
        }
    }

    private void motion(Arguments arguments) {
        int id = arguments.integer();
        double x = arguments.fixed();
        double y = arguments.fixed();
        SeatListener window = fingers.get(id);
        if (window != null) {
            window.touchMoved(this, id, x, y);
        }
    }

    private void up(int id) {
        SeatListener window = fingers.remove(id);
        if (window != null) {
            window.touchUp(this, id);
        }
    }

    /// No frame event follows a cancel event.
    private void cancel() {
        Set<SeatListener> windows = new HashSet<>(fingers.values());
        fingers.clear();
        windows.forEach(window -> window.touchCancelled(this));
        listeners.endFrame().run();
    }

    @Override
    public void close() {
        closed = true;
        cancel();
        if (touch.has(WlTouch.Request.RELEASE)) {
            touch.request(WlTouch.Request.RELEASE).send();
        }
    }
}
