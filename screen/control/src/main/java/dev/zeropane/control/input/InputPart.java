// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.input;

import java.util.Locale;
import java.util.Optional;

/// One of a guest's input devices.
public enum InputPart {
    KEYBOARD,
    POINTER,
    TOUCH;

    /// Its name in requests.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<InputPart> of(String word) {
        for (InputPart part : values()) {
            if (part.word().equals(word)) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }
}
