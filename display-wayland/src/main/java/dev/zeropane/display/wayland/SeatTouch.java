package dev.zeropane.display.wayland;

import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.WlTouch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A seat's `wl_touch`. A finger belongs to the surface it was put on until it is lifted, wherever
/// it goes.
final class SeatTouch implements AutoCloseable {
    /// More than anybody has.
    private static final int MAX_FINGERS = 32;

    private final SeatListener listener;
    private final Proxy<WlTouch.Request> touch;
    private final Map<Integer, Proxy<?>> fingers = new HashMap<>();
    private boolean closed;

    SeatTouch(Seat seat, SeatListener listener) {
        this.listener = listener;
        this.touch = seat.proxy().create(WlSeat.Request.GET_TOUCH, WlTouch.INTERFACE, this::event);
    }

    private void event(WlTouch.Event event, Arguments arguments) {
        // Before version 3 the compositor is not told, and goes on.
        if (closed) {
            return;
        }
        switch (event) {
            case DOWN -> down(arguments.skip().skip());
            case UP -> up(arguments.skip().skip().integer());
            case MOTION -> motion(arguments.skip());
            case FRAME -> listener.frame();
            case CANCEL -> cancel();
            case SHAPE, ORIENTATION -> {}
        }
    }

    private void down(Arguments arguments) {
        Optional<Proxy<?>> surface = arguments.object();
        int id = arguments.integer();
        double x = arguments.fixed();
        double y = arguments.fixed();
        if (surface.isPresent() && fingers.size() < MAX_FINGERS) {
            fingers.put(id, surface.get());
            listener.touchDown(this, surface.get(), id, x, y);
        }
    }

    private void motion(Arguments arguments) {
        int id = arguments.integer();
        double x = arguments.fixed();
        double y = arguments.fixed();
        Proxy<?> on = fingers.get(id);
        if (on != null) {
            listener.touchMoved(this, on, id, x, y);
        }
    }

    private void up(int id) {
        Proxy<?> on = fingers.remove(id);
        if (on != null) {
            listener.touchUp(this, on, id);
        }
    }

    /// No frame follows one.
    private void cancel() {
        Set<Proxy<?>> surfaces = new HashSet<>(fingers.values());
        fingers.clear();
        surfaces.forEach(on -> listener.touchCancelled(this, on));
        listener.frame();
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
