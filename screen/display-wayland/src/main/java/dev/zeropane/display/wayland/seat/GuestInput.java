// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.Place;
import dev.zeropane.display.PressedCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Sends people's input to the guest. It collects events that happen together, and remembers which
/// device pressed which key or button and which fingers are down, so that nothing stays pressed
/// when a seat or a window goes away. All seats and windows of a connection share one. Belongs to
/// the connection's thread.
public final class GuestInput {
    /// More events than people make at once. The limit is for a compositor that never ends a frame.
    private static final int MAX_FRAME = 64;

    private final InputSink sink;
    private final List<InputEvent> frame = new ArrayList<>();
    private final PressedCodes<SeatKeyboard> keys = new PressedCodes<>();
    private final PressedCodes<SeatPointer> buttons = new PressedCodes<>();
    private final Fingers fingers = new Fingers();

    public GuestInput(InputSink sink) {
        this.sink = sink;
    }

    /// Whether the input has a receiver.
    public boolean isWanted() {
        return !sink.equals(InputSink.NONE);
    }

    private void add(InputEvent event) {
        frame.add(event);
        if (frame.size() >= MAX_FRAME) {
            sendFrame();
        }
    }

    /// Sends the events since the last call as one frame.
    void sendFrame() {
        if (!frame.isEmpty()) {
            sink.input(List.copyOf(frame));
            frame.clear();
        }
    }

    /// Ignores a release if this keyboard did not send the press.
    void key(SeatKeyboard keyboard, int code, boolean pressed) {
        if (pressed ? keys.press(keyboard, code) : keys.release(keyboard, code)) {
            add(new InputEvent.Key(code, pressed));
        }
    }

    /// Releases all keys of the keyboard, as their releases will not be heard.
    void releaseKeys(SeatKeyboard keyboard) {
        List<Integer> up = keys.releaseAll(keyboard);
        if (keys.isEmpty() && !up.isEmpty()) {
            add(new InputEvent.ReleaseKeys());
        } else {
            up.forEach(code -> add(new InputEvent.Key(code, false)));
        }
    }

    void movePointer(Place place) {
        add(new InputEvent.Pointer(place));
    }

    /// Ignores a release if this pointer did not send the press.
    void button(SeatPointer pointer, int code, boolean pressed) {
        if (pressed ? buttons.press(pointer, code) : buttons.release(pointer, code)) {
            add(new InputEvent.Button(code, pressed));
        }
    }

    /// Whether the guest believes this button of the pointer to be down.
    boolean isHeld(SeatPointer pointer, int code) {
        return buttons.isHeld(pointer, code);
    }

    /// Whether the guest believes any button of the pointer to be down.
    boolean isHolding(SeatPointer pointer) {
        return buttons.isHolding(pointer);
    }

    /// Releases all buttons of the pointer, as their releases will not be heard.
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

    /// Ignores a finger that is not down.
    void touchMove(Fingers.Finger finger, Place place) {
        fingers.number(finger).ifPresent(number -> add(new InputEvent.TouchMove(number, place)));
    }

    void touchUp(Fingers.Finger finger) {
        fingers.up(finger).ifPresent(number -> add(new InputEvent.TouchUp(number)));
    }

    /// Lifts these fingers, as their next events will not be heard.
    void touchCancel(Predicate<Fingers.Finger> which) {
        List<Integer> up = fingers.up(which);
        if (fingers.isEmpty() && !up.isEmpty()) {
            add(new InputEvent.TouchCancel());
        } else {
            up.forEach(number -> add(new InputEvent.TouchUp(number)));
        }
    }
}
