// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlKeyboard;
import dev.zeropane.wayland.protocol.WlSeat;
import java.util.Optional;

/// A seat's `wl_keyboard`. Its events carry the kernel's key codes, so the keymap is not needed.
final class SeatKeyboard implements AutoCloseable {
    private final Seat seat;
    private final SeatListeners listeners;
    private final Proxy<WlKeyboard.Request> keyboard;

    /// The window that has the keyboard's focus.
    private Optional<SeatListener> focus = Optional.empty();

    private boolean closed;

    SeatKeyboard(Seat seat, SeatListeners listeners) {
        this.seat = seat;
        this.listeners = listeners;
        this.keyboard =
                seat.proxy().create(WlSeat.Request.GET_KEYBOARD, WlKeyboard.INTERFACE, this::event);
    }

    Seat seat() {
        return seat;
    }

    private void event(WlKeyboard.Event event, Arguments arguments) {
        // Before version 3 there is no release request, so events go on.
        if (closed) {
            return;
        }
        switch (event) {
            case ENTER -> enter(arguments);
            case LEAVE -> leave();
            case KEY -> focus.ifPresent(window -> key(window, arguments));
            // The guest repeats keys itself, and has its own modifiers and keymap. The keymap's
            // descriptor is closed unread.
            case KEYMAP, MODIFIERS, REPEAT_INFO -> {}
        }
        listeners.endFrame().run();
    }

    private void enter(Arguments arguments) {
        // If the previous surface was destroyed, there is no leave event.
        leave();
        int serial = arguments.unsigned();
        focus = arguments.object().flatMap(listeners.find());
        int[] held = arguments.words();
        focus.ifPresent(window -> {
            window.keyboardEntered(this, held);
            seat.focused(serial);
        });
    }

    private void key(SeatListener window, Arguments arguments) {
        seat.acted(arguments.unsigned());
        int code = arguments.skip().unsigned();
        boolean pressed = arguments.unsigned() == WlKeyboard.KEY_STATE_PRESSED;
        window.key(this, code, pressed);
    }

    private void leave() {
        Optional<SeatListener> left = focus;
        focus = Optional.empty();
        left.ifPresent(window -> {
            window.keyboardLeft(this);
            seat.unfocused();
        });
    }

    @Override
    public void close() {
        closed = true;
        leave();
        listeners.endFrame().run();
        if (keyboard.has(WlKeyboard.Request.RELEASE)) {
            keyboard.request(WlKeyboard.Request.RELEASE).send();
        }
    }
}
