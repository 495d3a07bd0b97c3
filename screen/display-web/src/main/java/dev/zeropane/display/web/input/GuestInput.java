// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.input;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputSink;
import dev.zeropane.display.Lights;
import dev.zeropane.display.Place;
import dev.zeropane.display.PressedCodes;
import dev.zeropane.display.keyboard.EvdevKeys;
import dev.zeropane.display.keyboard.UsLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Does to the guest what people do at any of a display's clients, and knows which of them holds
/// which key or button: when one leaves, nothing stays pressed. There is one for all clients and
/// screens. Any thread.
public final class GuestInput {
    private static final int WHEEL_UP = 3;
    private static final int WHEEL_RIGHT = 6;
    private static final int NOTCH = 120;

    /// Of the bits of a client's buttons, 0 for the wheel.
    private static final int[] BUTTONS = {
        EvdevKeys.BTN_LEFT,
        EvdevKeys.BTN_MIDDLE,
        EvdevKeys.BTN_RIGHT,
        0,
        0,
        0,
        0,
        EvdevKeys.BTN_SIDE,
        EvdevKeys.BTN_EXTRA
    };

    private final InputSink sink;
    private final PressedCodes<Object> keys = new PressedCodes<>();
    private final PressedCodes<Object> buttons = new PressedCodes<>();
    private Lights lights = Lights.OFF;

    /// The key for which Shift is held or let go although nobody does that, and what undoes it.
    private Optional<Shifted> shifted = Optional.empty();

    private record Shifted(int code, List<InputEvent> undo) {}

    public GuestInput(InputSink sink) {
        this.sink = sink;
    }

    /// The guest's keyboard has these lights on now.
    public synchronized void lightsChanged(Lights now) {
        lights = now;
    }

    /// A key, by where it is.
    ///
    /// @param client whose it is
    /// @param scanCode of set 1
    /// @param keysym what is written on it, in case the place is not known
    public synchronized void key(Object client, int scanCode, int keysym, boolean pressed) {
        OptionalInt code = ScanCodes.key(scanCode);
        if (code.isEmpty()) {
            key(client, keysym, pressed);
        } else {
            change(client, new UsLayout.Place(code.getAsInt(), UsLayout.Shift.ANY), pressed);
        }
    }

    /// A key, by what is written on it; nothing happens if a US keyboard has no such key.
    public synchronized void key(Object client, int keysym, boolean pressed) {
        UsLayout.find(keysym).ifPresent(place -> change(client, place, pressed));
    }

    private void change(Object client, UsLayout.Place place, boolean pressed) {
        List<InputEvent> frame = new ArrayList<>();
        if (keys.isHeld(client, place.code()) == pressed) {
            // Clients repeat keys; guests do that themselves.
            return;
        }
        boolean ends = shifted.filter(s -> s.code() == place.code()).isPresent();
        if (!ends) {
            unshift(frame);
        }
        if (!pressed) {
            if (keys.release(client, place.code())) {
                frame.add(new InputEvent.Key(place.code(), false));
            }
            unshift(frame);
        } else if (keys.press(client, place.code())) {
            shift(place, frame);
            frame.add(new InputEvent.Key(place.code(), true));
        }
        send(frame);
    }

    /// Has Shift as the sign needs it, until its key is released or another one pressed: the client
    /// may have a layout with the sign elsewhere.
    private void shift(UsLayout.Place place, List<InputEvent> frame) {
        if (place.shift() == UsLayout.Shift.ANY) {
            return;
        }
        boolean wanted = place.shift() == UsLayout.Shift.DOWN;
        if (place.isLetter() && lights.capsLock()) {
            wanted = !wanted;
        }
        List<InputEvent> undo = new ArrayList<>();
        boolean left = keys.isHeld(EvdevKeys.KEY_LEFTSHIFT);
        boolean right = keys.isHeld(EvdevKeys.KEY_RIGHTSHIFT);
        if (wanted && !left && !right) {
            force(EvdevKeys.KEY_LEFTSHIFT, true, frame, undo);
        } else if (!wanted) {
            if (left) {
                force(EvdevKeys.KEY_LEFTSHIFT, false, frame, undo);
            }
            if (right) {
                force(EvdevKeys.KEY_RIGHTSHIFT, false, frame, undo);
            }
        }
        if (!undo.isEmpty()) {
            shifted = Optional.of(new Shifted(place.code(), undo));
        }
    }

    private static void force(
            int code, boolean pressed, List<InputEvent> frame, List<InputEvent> undo) {
        frame.add(new InputEvent.Key(code, pressed));
        undo.add(new InputEvent.Key(code, !pressed));
    }

    private void unshift(List<InputEvent> frame) {
        shifted.ifPresent(s -> frame.addAll(s.undo()));
        shifted = Optional.empty();
    }

    /// The pointer, and its buttons.
    ///
    /// @param before the buttons that were down when this client said so last
    /// @param now those that are
    public synchronized void pointer(Object client, Place place, int before, int now) {
        List<InputEvent> frame = new ArrayList<>();
        frame.add(new InputEvent.Pointer(place));
        for (int i = 0; i < BUTTONS.length; i++) {
            boolean was = (before >>> i & 1) != 0;
            boolean is = (now >>> i & 1) != 0;
            if (was == is) {
                continue;
            }
            if (i >= WHEEL_UP && i <= WHEEL_RIGHT) {
                if (is) {
                    frame.add(wheel(i - WHEEL_UP));
                }
            } else if (is
                    ? buttons.press(client, BUTTONS[i])
                    : buttons.release(client, BUTTONS[i])) {
                frame.add(new InputEvent.Button(BUTTONS[i], is));
            }
        }
        send(frame);
    }

    private static InputEvent wheel(int direction) {
        return switch (direction) {
            case 0 -> new InputEvent.Wheel(NOTCH, 0);
            case 1 -> new InputEvent.Wheel(-NOTCH, 0);
            case 2 -> new InputEvent.Wheel(0, -NOTCH);
            default -> new InputEvent.Wheel(0, NOTCH);
        };
    }

    /// A client has left: lets go of what it holds.
    public synchronized void left(Object client) {
        List<InputEvent> frame = new ArrayList<>();
        unshift(frame);
        keys.releaseAll(client).forEach(code -> frame.add(new InputEvent.Key(code, false)));
        buttons.releaseAll(client).forEach(code -> frame.add(new InputEvent.Button(code, false)));
        send(frame);
    }

    private void send(List<InputEvent> frame) {
        if (!frame.isEmpty()) {
            sink.input(List.copyOf(frame));
        }
    }
}
