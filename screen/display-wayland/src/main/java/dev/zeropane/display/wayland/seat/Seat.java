// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.wayland.Arguments;
import dev.zeropane.wayland.Globals;
import dev.zeropane.wayland.Globals.Global;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlSeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A `wl_seat`: a group of at most one pointer, one keyboard and one touch screen. They come and go
/// at any time; a virtual keyboard may exist for one key press. Belongs to the connection's thread.
public final class Seat implements AutoCloseable {
    private final SeatListeners listeners;
    private final Proxy<WlSeat.Request> seat;
    private Optional<SeatPointer> pointer = Optional.empty();
    private Optional<SeatKeyboard> keyboard = Optional.empty();
    private Optional<SeatTouch> touch = Optional.empty();
    private final List<Runnable> focusListeners = new ArrayList<>();
    private OptionalInt focusSerial = OptionalInt.empty();
    private boolean closed;

    Seat(Globals globals, Global global, SeatListeners listeners) {
        this.listeners = listeners;
        this.seat = globals.bind(global, WlSeat.INTERFACE, this::event);
    }

    /// The seat's object, as an argument of requests.
    public Proxy<WlSeat.Request> proxy() {
        return seat;
    }

    /// Has `changed` called whenever the keyboard's focus comes to one of the windows, or leaves
    /// it.
    public void onFocus(Runnable changed) {
        focusListeners.add(changed);
    }

    /// The serial of the latest event that lets a window with the keyboard's focus set a selection;
    /// nothing if no window has it.
    public OptionalInt focusSerial() {
        return focusSerial;
    }

    /// The keyboard's focus came to one of the windows.
    void focused(int serial) {
        focusSerial = OptionalInt.of(serial);
        focusListeners.forEach(Runnable::run);
    }

    void unfocused() {
        focusSerial = OptionalInt.empty();
        focusListeners.forEach(Runnable::run);
    }

    /// A person has done something on one of the windows.
    void acted(int serial) {
        if (focusSerial.isPresent()) {
            focusSerial = OptionalInt.of(serial);
        }
    }

    private void event(WlSeat.Event event, Arguments arguments) {
        if (event == WlSeat.Event.CAPABILITIES && !closed) {
            int capabilities = arguments.unsigned();
            pointer((capabilities & WlSeat.CAPABILITY_POINTER) != 0);
            keyboard((capabilities & WlSeat.CAPABILITY_KEYBOARD) != 0);
            touch((capabilities & WlSeat.CAPABILITY_TOUCH) != 0);
        }
    }

    private void pointer(boolean offered) {
        if (!offered) {
            pointer.ifPresent(SeatPointer::close);
            pointer = Optional.empty();
        } else if (pointer.isEmpty()) {
            pointer = Optional.of(new SeatPointer(this, listeners));
        }
    }

    private void keyboard(boolean offered) {
        if (!offered) {
            keyboard.ifPresent(SeatKeyboard::close);
            keyboard = Optional.empty();
        } else if (keyboard.isEmpty()) {
            keyboard = Optional.of(new SeatKeyboard(this, listeners));
        }
    }

    private void touch(boolean offered) {
        if (!offered) {
            touch.ifPresent(SeatTouch::close);
            touch = Optional.empty();
        } else if (touch.isEmpty()) {
            touch = Optional.of(new SeatTouch(this, listeners));
        }
    }

    /// Whether the seat is closed.
    public boolean isClosed() {
        return closed;
    }

    /// Releases the seat, for instance when its global is removed. Pointer and keyboard leave their
    /// surfaces first.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        pointer(false);
        keyboard(false);
        touch(false);
        if (seat.has(WlSeat.Request.RELEASE)) {
            seat.request(WlSeat.Request.RELEASE).send();
        }
    }
}
