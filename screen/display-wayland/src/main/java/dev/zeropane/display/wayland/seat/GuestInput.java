// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Sends what people do to the guest. It collects events that happen together, and knows which
/// device holds which key, button or finger: when a seat or a window goes away, nothing stays
/// pressed. There is one for all seats and windows of a connection; it belongs to the connection's
/// thread.
public final class GuestInput {
    /// More events than a person makes at once: the limit for a compositor that never ends a frame.
    private static final int MAX_FRAME = 64;

    private final InputSink sink;
    private final List<InputEvent> frame = new ArrayList<>();
    private final Held<SeatKeyboard> keys = new Held<>();
    private final Held<SeatPointer> buttons = new Held<>();
    private final Fingers fingers = new Fingers();

    public GuestInput(InputSink sink) {
        this.sink = sink;
    }

    /// Whether anybody takes what is done to the guest.
    public boolean isWanted() {
        return !sink.equals(InputSink.NONE);
    }

    private void add(InputEvent event) {
        frame.add(event);
        if (frame.size() >= MAX_FRAME) {
            frame();
        }
    }

    /// The events since the last call happened together: tells the guest.
    void frame() {
        if (!frame.isEmpty()) {
            sink.input(List.copyOf(frame));
            frame.clear();
        }
    }

    /// A release counts if this keyboard made the press and the guest was told of it.
    void key(SeatKeyboard keyboard, int code, boolean pressed) {
        if (pressed ? keys.press(keyboard, code) : keys.release(keyboard, code)) {
            add(new InputEvent.Key(code, pressed));
        }
    }

    /// It is no longer known which keys of the keyboard are held.
    void releaseKeys(SeatKeyboard keyboard) {
        List<Integer> up = keys.releaseAll(keyboard);
        if (keys.isEmpty() && !up.isEmpty()) {
            add(new InputEvent.ReleaseKeys());
        } else {
            up.forEach(code -> add(new InputEvent.Key(code, false)));
        }
    }

    void pointer(Place place) {
        add(new InputEvent.Pointer(place));
    }

    /// A release counts if this pointer made the press and the guest was told of it.
    void button(SeatPointer pointer, int code, boolean pressed) {
        if (pressed ? buttons.press(pointer, code) : buttons.release(pointer, code)) {
            add(new InputEvent.Button(code, pressed));
        }
    }

    /// Whether the guest was told that this button is down.
    boolean isHeld(SeatPointer pointer, int code) {
        return buttons.isHeld(pointer, code);
    }

    /// Whether the guest was told that any of its buttons is down.
    boolean isHolding(SeatPointer pointer) {
        return buttons.isHolding(pointer);
    }

    /// It is no longer known which buttons of the pointer are held.
    void releaseButtons(SeatPointer pointer) {
        List<Integer> up = buttons.releaseAll(pointer);
        if (buttons.isEmpty() && !up.isEmpty()) {
            add(new InputEvent.ReleaseButtons());
        } else {
            up.forEach(code -> add(new InputEvent.Button(code, false)));
        }
    }

    /// @see InputEvent.Wheel
    void wheel(int up, int right) {
        add(new InputEvent.Wheel(up, right));
    }

    void touchDown(Fingers.Finger finger, Place place) {
        add(new InputEvent.TouchDown(fingers.down(finger), place));
    }

    /// Ignores a finger that the guest was not told of.
    void touchMove(Fingers.Finger finger, Place place) {
        fingers.number(finger).ifPresent(number -> add(new InputEvent.TouchMove(number, place)));
    }

    void touchUp(Fingers.Finger finger) {
        fingers.up(finger).ifPresent(number -> add(new InputEvent.TouchUp(number)));
    }

    /// It is no longer known where these fingers are.
    void touchCancel(Predicate<Fingers.Finger> which) {
        List<Integer> up = fingers.up(which);
        if (fingers.isEmpty() && !up.isEmpty()) {
            add(new InputEvent.TouchCancel());
        } else {
            up.forEach(number -> add(new InputEvent.TouchUp(number)));
        }
    }
}
