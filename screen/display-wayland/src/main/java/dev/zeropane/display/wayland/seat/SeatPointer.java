// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlSeat;
import java.util.Optional;

/// A seat's `wl_pointer`. Since version 5, `frame` events group the other events; before, each
/// event is a group of its own.
final class SeatPointer implements AutoCloseable {
    private static final int WITH_FRAMES = 5;

    private final Seat seat;
    private final SeatListeners listeners;
    private final Proxy<WlPointer.Request> pointer;
    private final ScrollAxis vertical = new ScrollAxis();
    private final ScrollAxis horizontal = new ScrollAxis();
    private final boolean frames;

    /// The window that has the pointer's focus.
    private Optional<SeatListener> focus = Optional.empty();

    private boolean closed;

    SeatPointer(Seat seat, SeatListeners listeners) {
        this.seat = seat;
        this.listeners = listeners;
        this.pointer =
                seat.proxy().create(WlSeat.Request.GET_POINTER, WlPointer.INTERFACE, this::event);
        this.frames = pointer.version() >= WITH_FRAMES;
    }

    Seat seat() {
        return seat;
    }

    /// The pointer's object, to set its cursor. It is not destroyed before it has left the surface.
    Proxy<WlPointer.Request> proxy() {
        return pointer;
    }

    private void event(WlPointer.Event event, Arguments arguments) {
        // Before version 3 there is no release request, so events go on.
        if (closed) {
            return;
        }
        switch (event) {
            case ENTER -> enter(arguments);
            case LEAVE -> leave();
            case MOTION -> focus.ifPresent(window -> motion(window, arguments));
            case BUTTON -> focus.ifPresent(window -> button(window, arguments));
            case AXIS -> axis(arguments.skip()).ifPresent(a -> a.pixels(arguments.fixed()));
            case AXIS_DISCRETE -> axis(arguments).ifPresent(a -> a.notches(arguments.integer()));
            case AXIS_VALUE120 -> axis(arguments).ifPresent(a -> a.parts(arguments.integer()));
            case AXIS_STOP -> axis(arguments.skip()).ifPresent(ScrollAxis::stop);
            case AXIS_SOURCE, FRAME -> {}
        }
        if (!frames || endsFrame(event)) {
            frame();
        }
    }

    /// Enter and leave events must not wait for a frame event: not every compositor sends one after
    /// them.
    private static boolean endsFrame(WlPointer.Event event) {
        return switch (event) {
            case FRAME, ENTER, LEAVE -> true;
            default -> false;
        };
    }

    private void enter(Arguments arguments) {
        // If the previous surface was destroyed, there is no leave event.
        leave();
        int serial = arguments.unsigned();
        focus = arguments.object().flatMap(listeners.find());
        double x = arguments.fixed();
        double y = arguments.fixed();
        focus.ifPresent(window -> window.pointerEntered(this, serial, x, y));
    }

    private void motion(SeatListener window, Arguments arguments) {
        double x = arguments.skip().fixed();
        double y = arguments.fixed();
        window.pointerMoved(this, x, y);
    }

    private void button(SeatListener window, Arguments arguments) {
        int serial = arguments.unsigned();
        seat.acted(serial);
        int code = arguments.skip().unsigned();
        boolean pressed = arguments.unsigned() == WlPointer.BUTTON_STATE_PRESSED;
        window.pointerButton(this, serial, code, pressed);
    }

    /// The axis of an event; nothing if its number is unknown.
    private Optional<ScrollAxis> axis(Arguments arguments) {
        return switch (arguments.unsigned()) {
            case WlPointer.AXIS_VERTICAL_SCROLL -> Optional.of(vertical);
            case WlPointer.AXIS_HORIZONTAL_SCROLL -> Optional.of(horizontal);
            default -> Optional.empty();
        };
    }

    /// In Wayland down is positive, in the kernel up.
    private void frame() {
        int up = -vertical.take();
        int right = horizontal.take();
        if (up != 0 || right != 0) {
            focus.ifPresent(window -> window.pointerWheel(this, up, right));
        }
        listeners.endFrame().run();
    }

    private void leave() {
        Optional<SeatListener> left = focus;
        focus = Optional.empty();
        vertical.stop();
        horizontal.stop();
        left.ifPresent(window -> window.pointerLeft(this));
    }

    @Override
    public void close() {
        closed = true;
        leave();
        listeners.endFrame().run();
        if (pointer.has(WlPointer.Request.RELEASE)) {
            pointer.request(WlPointer.Request.RELEASE).send();
        }
    }
}
