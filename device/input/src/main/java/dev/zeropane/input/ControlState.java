// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import java.util.LinkedHashMap;
import java.util.Map;

/// The state of a device's controls: the pressed ones, and the positions of pointer and fingers.
final class ControlState {
    /// Pressed switches, and positions; without entries for absent fingers.
    private final Map<Control, Integer> values = new LinkedHashMap<>();

    boolean has(Control control, int value) {
        Integer known = values.get(control);
        return known == null ? control.isSwitch() && value == control.released() : known == value;
    }

    void put(Control control, int value) {
        if (control.isRelative()) {
            return;
        }
        if (!control.isSwitch() || value != control.released()) {
            values.put(control, value);
            return;
        }
        values.remove(control);
        if (control.isFinger()) {
            values.keySet().removeIf(other -> other.slot() == control.slot());
        }
    }

    void clear() {
        values.clear();
    }

    /// The next report that changes the state `reported` into this one. Releases are in a report of
    /// their own, before presses: a new finger in the same slot would otherwise seem to be the old
    /// one.
    Report differenceFrom(ControlState reported) {
        Report report = new Report();
        values.forEach((control, value) -> {
            if (control.isPointer() && !reported.has(control, value)) {
                report.put(control, value);
            }
        });
        reported.values.forEach((control, value) -> {
            if (control.isSwitch() && !has(control, value)) {
                report.put(control, control.released());
            }
        });
        if (report.isMotion()) {
            values.forEach((control, value) -> {
                if (!control.isPointer() && !reported.has(control, value)) {
                    report.put(control, value);
                }
            });
        }
        return report;
    }
}
