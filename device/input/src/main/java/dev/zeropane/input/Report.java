// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static dev.zeropane.input.Evdev.ABS_MT_SLOT;
import static dev.zeropane.input.Evdev.EV_ABS;

import dev.zeropane.input.protocol.EvdevEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Changes that the guest gets together: the events up to a `SYN_REPORT`.
final class Report {
    private final Map<Control, Integer> changes = new LinkedHashMap<>();
    private boolean switches;

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /// Adds a change.
    ///
    /// @return false if the change must go into the next report: this one has a press or release,
    ///   whose place or existence the change would hide
    boolean put(Control control, int value) {
        if (switches && (control.isPointer() || changes.containsKey(control))) {
            return false;
        }
        switches |= control.isSwitch();
        if (control.isRelative()) {
            addTurn(control, value);
        } else {
            changes.put(control, value);
        }
        return true;
    }

    /// Adds turns of a wheel; opposite turns cancel each other. QEMU's own mice add turns for a
    /// slow guest in the same way, and libinput those of one report.
    private void addTurn(Control wheel, int by) {
        long sum = (long) changes.getOrDefault(wheel, 0) + by;
        if (sum == 0) {
            changes.remove(wheel);
        } else {
            changes.put(wheel, Math.clamp(sum, Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
    }

    /// Whether it has no press or release, so that a later report may replace it.
    boolean isMotion() {
        return !switches;
    }

    /// Adds a later report to this one; both are motion.
    void merge(Report later) {
        later.changes.forEach(this::put);
    }

    void applyTo(ControlState state) {
        changes.forEach(state::put);
    }

    /// The changes as events, with those of a finger together.
    List<EvdevEvent> events() {
        List<EvdevEvent> events = new ArrayList<>(2 * changes.size() + 1);
        changes.keySet().stream()
                .map(Control::slot)
                .filter(slot -> slot != Control.NO_SLOT)
                .distinct()
                .forEach(slot -> {
                    events.add(new EvdevEvent(EV_ABS, ABS_MT_SLOT, slot));
                    addChanges(slot, events);
                });
        addChanges(Control.NO_SLOT, events);
        events.add(EvdevEvent.SYN_REPORT);
        return events;
    }

    private void addChanges(int slot, List<EvdevEvent> events) {
        changes.forEach((control, value) -> {
            if (control.slot() == slot) {
                events.add(new EvdevEvent(control.type(), control.code(), value));
            }
        });
    }
}
