// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static dev.zeropane.input.Evdev.*;

/// One of the things of a device that can change: a key, a button, an axis, of fingers each one's
/// own.
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

    /// Whether it is pressed and let go, so that no change of it may be left out. Of the others
    /// only the latest counts.
    boolean isSwitch() {
        return type == EV_KEY || isFinger();
    }

    /// Whether it says that a finger is there.
    boolean isFinger() {
        return type == EV_ABS && code == ABS_MT_TRACKING_ID;
    }

    /// Whether it is the pointer's place or wheel, which comes before the buttons of a report.
    boolean isPointer() {
        return slot == NO_SLOT && !isSwitch();
    }

    /// Whether its values are changes, which add up.
    boolean isRelative() {
        return type == EV_REL;
    }

    /// The value of a switch that nobody holds.
    int released() {
        return isFinger() ? -1 : 0;
    }
}
