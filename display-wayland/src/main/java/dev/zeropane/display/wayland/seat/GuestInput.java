// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What people do to the guest, on its way there. Collects what happens together, and knows what is
/// held by whom: so that whatever goes away, a seat or a window, nothing stays pressed. Of all
/// seats and windows of a connection; belongs to its thread.
public final class GuestInput {
    /// More than a person can do at once; a compositor that never ends its frames gets no further.
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

    /// What came since the last time happened together: the guest is told.
    void frame() {
        if (!frame.isEmpty()) {
            sink.input(List.copyOf(frame));
            frame.clear();
        }
    }

    /// A release counts if the press was this keyboard's, and was told to the guest.
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

    /// A release counts if the press was this pointer's, and was told to the guest.
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

    /// Fingers that the guest was not told of do not count, here and when they are lifted.
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
