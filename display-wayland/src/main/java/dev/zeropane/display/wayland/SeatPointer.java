package dev.zeropane.display.wayland;

import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlSeat;
import java.util.Optional;

/// A seat's `wl_pointer`. Since version 5 a compositor says with `frame` which events belong
/// together; those handled here mean the same one by one.
final class SeatPointer implements AutoCloseable {
    private final Seat seat;
    private final SeatListener listener;
    private final Proxy<WlPointer.Request> pointer;
    private Optional<Proxy<?>> surface = Optional.empty();
    private boolean closed;

    SeatPointer(Seat seat, SeatListener listener) {
        this.seat = seat;
        this.listener = listener;
        this.pointer =
                seat.proxy().create(WlSeat.Request.GET_POINTER, WlPointer.INTERFACE, this::event);
    }

    Seat seat() {
        return seat;
    }

    /// The object, whose cursor is to be set. It is not destroyed before it left the surface.
    Proxy<WlPointer.Request> proxy() {
        return pointer;
    }

    private void event(WlPointer.Event event, Arguments arguments) {
        // Before version 3 the compositor is not told, and goes on.
        if (closed) {
            return;
        }
        switch (event) {
            case ENTER -> enter(arguments);
            case LEAVE -> leave();
            case MOTION -> surface.ifPresent(on -> motion(on, arguments));
            case BUTTON -> surface.ifPresent(on -> button(on, arguments));
            case AXIS, FRAME, AXIS_SOURCE, AXIS_STOP, AXIS_DISCRETE, AXIS_VALUE120 -> {}
        }
    }

    private void enter(Arguments arguments) {
        // The surface before may be gone, of which no leave need tell.
        leave();
        int serial = arguments.unsigned();
        surface = arguments.object();
        double x = arguments.fixed();
        double y = arguments.fixed();
        surface.ifPresent(on -> listener.pointerEntered(this, on, serial, x, y));
    }

    private void motion(Proxy<?> on, Arguments arguments) {
        double x = arguments.skip().fixed();
        double y = arguments.fixed();
        listener.pointerMoved(this, on, x, y);
    }

    private void button(Proxy<?> on, Arguments arguments) {
        int serial = arguments.unsigned();
        int code = arguments.skip().unsigned();
        boolean pressed = arguments.unsigned() == WlPointer.BUTTON_STATE_PRESSED;
        listener.pointerButton(this, on, serial, code, pressed);
    }

    private void leave() {
        Optional<Proxy<?>> left = surface;
        surface = Optional.empty();
        left.ifPresent(on -> listener.pointerLeft(this, on));
    }

    @Override
    public void close() {
        closed = true;
        leave();
        if (pointer.has(WlPointer.Request.RELEASE)) {
            pointer.request(WlPointer.Request.RELEASE).send();
        }
    }
}
