// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static dev.zeropane.input.Evdev.*;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Place;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A touch screen for ten fingers, each with its own slot (protocol B of Linux's
/// multi-touch-protocol).
final class TouchModel implements Model {
    static final int SLOTS = 10;
    private static final int MAX_TRACKING_ID = 65535;
    private static final Control ANY_FINGER = Control.key(BTN_TOUCH);

    private final Supplier<Desktop> desktop;
    private final Map<Integer, Integer> slots = new HashMap<>();
    private final BitSet usedSlots = new BitSet();
    private int trackingId;

    TouchModel(Supplier<Desktop> desktop) {
        this.desktop = desktop;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("Zeropane Touch Screen", "zeropane-touch", 3)
                .property(INPUT_PROP_DIRECT)
                .events(EV_KEY, BTN_TOUCH)
                .events(
                        EV_ABS,
                        ABS_MT_SLOT,
                        ABS_MT_POSITION_X,
                        ABS_MT_POSITION_Y,
                        ABS_MT_TRACKING_ID)
                .axis(ABS_MT_SLOT, SLOTS - 1)
                .axis(ABS_MT_POSITION_X, AbsoluteAxis.MAX)
                .axis(ABS_MT_POSITION_Y, AbsoluteAxis.MAX)
                .axis(ABS_MT_TRACKING_ID, MAX_TRACKING_ID);
    }

    @Override
    public void input(InputEvent event, ChangeSink changes) {
        switch (event) {
            case InputEvent.TouchDown down -> down(down.id(), down.place(), changes);
            case InputEvent.TouchMove move -> {
                Integer slot = slots.get(move.id());
                if (slot != null) {
                    place(slot, move.place(), changes);
                }
            }
            case InputEvent.TouchUp up -> up(up.id(), changes);
            case InputEvent.TouchCancel _ -> {
                List<Integer> all = new ArrayList<>(slots.keySet());
                all.forEach(id -> up(id, changes));
            }
            default -> {}
        }
    }

    /// Ignores an eleventh finger, and one outside of the guest's screens.
    private void down(int id, Place place, ChangeSink changes) {
        up(id, changes);
        int slot = usedSlots.nextClearBit(0);
        if (slot >= SLOTS || desktop.get().find(place).isEmpty()) {
            return;
        }
        slots.put(id, slot);
        usedSlots.set(slot);
        changes.set(Control.finger(slot, ABS_MT_TRACKING_ID), trackingId);
        trackingId = trackingId + 1 & MAX_TRACKING_ID;
        place(slot, place, changes);
        changes.set(ANY_FINGER, 1);
    }

    private void place(int slot, Place place, ChangeSink changes) {
        desktop.get()
                .find(place)
                .ifPresent(at -> {
                    changes.set(
                            Control.finger(slot, ABS_MT_POSITION_X), AbsoluteAxis.valueAt(at.x()));
                    changes.set(
                            Control.finger(slot, ABS_MT_POSITION_Y), AbsoluteAxis.valueAt(at.y()));
                });
    }

    private void up(int id, ChangeSink changes) {
        Integer slot = slots.remove(id);
        if (slot != null) {
            usedSlots.clear(slot);
            changes.set(Control.finger(slot, ABS_MT_TRACKING_ID), -1);
            changes.set(ANY_FINGER, usedSlots.isEmpty() ? 0 : 1);
        }
    }
}
