// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static dev.zeropane.input.Evdev.ABS_MT_SLOT;
import static dev.zeropane.input.Evdev.EV_ABS;

import dev.zeropane.input.protocol.EvdevEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Changes that the guest is told of as one: the events up to a `SYN_REPORT`.
final class Report {
    private final Map<Control, Integer> changes = new LinkedHashMap<>();
    private boolean switches;

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /// Adds a change.
    ///
    /// @return false if it belongs to the next report: something was pressed or let go in this one,
    ///   and this would hide where, or that it was
    boolean put(Control control, int value) {
        if (switches && (control.isPointer() || changes.containsKey(control))) {
            return false;
        }
        switches |= control.isSwitch();
        if (control.isRelative()) {
            turn(control, value);
        } else {
            changes.put(control, value);
        }
        return true;
    }

    /// Turns add up, and forth and back is nothing: so QEMU's own mice sum up what a slow guest has
    /// not fetched, and libinput what is in one report.
    private void turn(Control wheel, int by) {
        long sum = (long) changes.getOrDefault(wheel, 0) + by;
        if (sum == 0) {
            changes.remove(wheel);
        } else {
            changes.put(wheel, Math.clamp(sum, Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
    }

    /// Whether nothing is pressed or let go in it, so that a later one may take its place.
    boolean isMotion() {
        return !switches;
    }

    /// Makes this and a later report one; both are motion.
    void merge(Report later) {
        later.changes.forEach(this::put);
    }

    void applyTo(ControlState state) {
        changes.forEach(state::put);
    }

    /// The changes as events, a finger's together.
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
