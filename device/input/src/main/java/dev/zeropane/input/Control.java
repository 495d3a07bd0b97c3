// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static dev.zeropane.input.Evdev.*;

/// A part of a device that can change: a key, a button, an axis, or an axis of one finger.
///
/// @param slot `ABS_MT_SLOT` of the finger, or [#NO_SLOT]
/// @param type `EV_...`
record Control(int slot, int type, int code) {
    static final int NO_SLOT = -1;

    static Control key(int code) {
        return new Control(NO_SLOT, EV_KEY, code);
    }

    static Control absolute(int code) {
        return new Control(NO_SLOT, EV_ABS, code);
    }

    static Control relative(int code) {
        return new Control(NO_SLOT, EV_REL, code);
    }

    static Control finger(int slot, int code) {
        return new Control(slot, EV_ABS, code);
    }

    /// Whether it is pressed and released, so that no change may be skipped. Of other controls only
    /// the latest value counts.
    boolean isSwitch() {
        return type == EV_KEY || isFinger();
    }

    /// Whether it tells that a finger is present.
    boolean isFinger() {
        return type == EV_ABS && code == ABS_MT_TRACKING_ID;
    }

    /// Whether it is a position or wheel of the pointer, which a report has before its buttons.
    boolean isPointer() {
        return slot == NO_SLOT && !isSwitch();
    }

    /// Whether its values are differences, which add up.
    boolean isRelative() {
        return type == EV_REL;
    }

    /// The value of a released switch.
    int released() {
        return isFinger() ? -1 : 0;
    }
}
