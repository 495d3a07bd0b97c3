// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import java.util.Optional;

/// LEDs of a keyboard, which guests switch.
public enum Led {
    NUM_LOCK(Evdev.LED_NUML),
    CAPS_LOCK(Evdev.LED_CAPSL),
    SCROLL_LOCK(Evdev.LED_SCROLLL);

    private final int code;

    Led(int code) {
        this.code = code;
    }

    static Optional<Led> of(int code) {
        for (Led led : values()) {
            if (led.code == code) {
                return Optional.of(led);
            }
        }
        return Optional.empty();
    }
}
