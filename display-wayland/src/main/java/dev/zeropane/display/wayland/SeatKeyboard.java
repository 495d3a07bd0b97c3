package dev.zeropane.display.wayland;

import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlKeyboard;
import dev.zeropane.wayland.protocol.WlSeat;
import java.util.Optional;

/// A seat's `wl_keyboard`. Keys are told of as the kernel numbers them, so the keymap is of no
/// interest.
final class SeatKeyboard implements AutoCloseable {
    private final Seat seat;
    private final SeatListener listener;
    private final Proxy<WlKeyboard.Request> keyboard;
    private Optional<Proxy<?>> surface = Optional.empty();
    private boolean closed;

    SeatKeyboard(Seat seat, SeatListener listener) {
        this.seat = seat;
        this.listener = listener;
        this.keyboard =
                seat.proxy().create(WlSeat.Request.GET_KEYBOARD, WlKeyboard.INTERFACE, this::event);
    }

    Seat seat() {
        return seat;
    }

    private void event(WlKeyboard.Event event, Arguments arguments) {
        // Before version 3 the compositor is not told, and goes on.
        if (closed) {
            return;
        }
        switch (event) {
            case ENTER -> enter(arguments);
            case LEAVE -> leave();
            case KEY -> surface.ifPresent(on -> key(on, arguments));
            // The guest repeats keys itself, and has modifiers and a keymap of its own. The
            // keymap's descriptor is closed unread, as nobody asks for it.
            case KEYMAP, MODIFIERS, REPEAT_INFO -> {}
        }
        listener.frame();
    }

    private void enter(Arguments arguments) {
        // The surface before may be gone, of which no leave need tell.
        leave();
        surface = arguments.skip().object();
        int[] held = arguments.words();
        surface.ifPresent(on -> listener.keyboardEntered(this, on, held));
    }

    private void key(Proxy<?> on, Arguments arguments) {
        int code = arguments.skip().skip().unsigned();
        boolean pressed = arguments.unsigned() == WlKeyboard.KEY_STATE_PRESSED;
        listener.key(this, on, code, pressed);
    }

    private void leave() {
        Optional<Proxy<?>> left = surface;
        surface = Optional.empty();
        left.ifPresent(on -> listener.keyboardLeft(this, on));
    }

    @Override
    public void close() {
        closed = true;
        leave();
        listener.frame();
        if (keyboard.has(WlKeyboard.Request.RELEASE)) {
            keyboard.request(WlKeyboard.Request.RELEASE).send();
        }
    }
}
