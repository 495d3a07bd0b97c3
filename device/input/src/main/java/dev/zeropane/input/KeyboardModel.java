// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static dev.zeropane.input.Evdev.*;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.keyboard.EvdevKeys;
import dev.zeropane.input.protocol.EvdevEvent;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;

/// A keyboard with all keys that Linux has codes for among those of a PC, and three LEDs.
final class KeyboardModel implements Model {
    private static final int[] KEYS =
            IntStream.rangeClosed(EvdevKeys.FIRST_KEY, EvdevKeys.LAST_KEY)
                    .filter(KeyboardModel::isKey)
                    .toArray();

    private final LedListener leds;
    private final Set<Led> on = EnumSet.noneOf(Led.class);

    KeyboardModel(LedListener leds) {
        this.leds = leds;
    }

    private static boolean isKey(int code) {
        boolean unassigned = code == 84 || (code >= 195 && code <= 199);
        return EvdevKeys.isKey(code) && !unassigned;
    }

    /// `EV_REP` makes the guest repeat keys.
    @Override
    public Capabilities capabilities() {
        return new Capabilities("Zeropane Keyboard", "zeropane-keyboard", 1)
                .events(EV_KEY, KEYS)
                .events(EV_LED, LED_NUML, LED_CAPSL, LED_SCROLLL)
                .events(EV_REP, REP_DELAY, REP_PERIOD);
    }

    @Override
    public void input(InputEvent event, ChangeSink changes) {
        switch (event) {
            case InputEvent.Key key -> {
                if (isKey(key.code())) {
                    changes.set(Control.key(key.code()), key.pressed() ? 1 : 0);
                }
            }
            case InputEvent.ReleaseKeys _ -> {
                for (int code : KEYS) {
                    changes.set(Control.key(code), 0);
                }
            }
            default -> {}
        }
    }

    @Override
    public void status(EvdevEvent event) {
        if (event.type() == EV_LED) {
            Led.of(event.code()).ifPresent(led -> set(led, event.value() != 0));
        }
    }

    private void set(Led led, boolean lit) {
        if (lit ? on.add(led) : on.remove(led)) {
            leds.changed(led, lit);
        }
    }

    @Override
    public void reset() {
        for (Led led : Led.values()) {
            set(led, false);
        }
    }
}
