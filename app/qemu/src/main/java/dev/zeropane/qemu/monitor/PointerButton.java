// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import dev.zeropane.display.keyboard.EvdevKeys;
import java.util.Locale;
import java.util.Optional;

/// The buttons of QEMU's pointers, wheels among them, by their names in QMP: QEMU refuses others
/// there. By a number that none of them has, QEMU 10.0 can be made to abort.
enum PointerButton {
    LEFT,
    RIGHT,
    MIDDLE,
    SIDE,
    EXTRA,
    WHEEL_UP,
    WHEEL_DOWN,
    WHEEL_LEFT,
    WHEEL_RIGHT;

    /// @param code `BTN_LEFT` of Linux, and its neighbours up to `BTN_EXTRA`
    static Optional<PointerButton> of(int code) {
        return switch (code) {
            case EvdevKeys.BTN_LEFT -> Optional.of(LEFT);
            case EvdevKeys.BTN_RIGHT -> Optional.of(RIGHT);
            case EvdevKeys.BTN_MIDDLE -> Optional.of(MIDDLE);
            case EvdevKeys.BTN_SIDE -> Optional.of(SIDE);
            case EvdevKeys.BTN_EXTRA -> Optional.of(EXTRA);
            default -> Optional.empty();
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
