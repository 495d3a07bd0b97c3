// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import java.util.LinkedHashMap;
import java.util.Map;

/// Where the controls of a device are: which are held, and where pointer and fingers are.
final class ControlState {
    /// Held switches, and positions; of a finger that is not there nothing is kept.
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

    /// What somebody who knows `told` must be told next to know this. What was let go comes before
    /// what was pressed, in a report of its own: another finger in the same slot would otherwise
    /// seem to be the same one.
    Report since(ControlState told) {
        Report report = new Report();
        values.forEach((control, value) -> {
            if (control.isPointer() && !told.has(control, value)) {
                report.put(control, value);
            }
        });
        told.values.forEach((control, value) -> {
            if (control.isSwitch() && !has(control, value)) {
                report.put(control, control.released());
            }
        });
        if (report.isMotion()) {
            values.forEach((control, value) -> {
                if (!control.isPointer() && !told.has(control, value)) {
                    report.put(control, value);
                }
            });
        }
        return report;
    }
}
