// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static dev.zeropane.input.Evdev.EV_REL;
import static dev.zeropane.input.Evdev.REL_HWHEEL;
import static dev.zeropane.input.Evdev.REL_HWHEEL_HI_RES;
import static dev.zeropane.input.Evdev.REL_WHEEL;
import static dev.zeropane.input.Evdev.REL_WHEEL_HI_RES;

import dev.zeropane.input.protocol.EvdevEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Adds events with whole notches of wheels, for guests without high resolution. They are computed
/// from the high-resolution events, 120 for a notch, when these are sent: so both agree, however
/// many turns were merged. libinput considers a device broken that sends notches without
/// high-resolution events.
final class Notches {
    private static final int NOTCH = 120;

    private static final Map<Integer, Integer> CODES =
            Map.of(REL_WHEEL_HI_RES, REL_WHEEL, REL_HWHEEL_HI_RES, REL_HWHEEL);

    /// The part of an incomplete notch that was sent, by the wheel's high-resolution code.
    private final Map<Integer, Integer> fractions = new HashMap<>();

    /// A report's events, each turn followed by the notches that it completes.
    List<EvdevEvent> addTo(List<EvdevEvent> events) {
        List<EvdevEvent> all = new ArrayList<>();
        for (EvdevEvent event : events) {
            all.add(event);
            if (event.type() == EV_REL && withFraction(event) / NOTCH != 0) {
                int notches = (int) (withFraction(event) / NOTCH);
                all.add(new EvdevEvent(EV_REL, CODES.get(event.code()), notches));
            }
        }
        return all;
    }

    /// These events were sent to the guest.
    void recordSent(List<EvdevEvent> events) {
        for (EvdevEvent event : events) {
            if (event.type() == EV_REL) {
                fractions.put(event.code(), (int) (withFraction(event) % NOTCH));
            }
        }
    }

    /// A turn with the part of a notch before it; a turn in the opposite direction drops that part.
    private long withFraction(EvdevEvent turn) {
        int fraction = fractions.getOrDefault(turn.code(), 0);
        boolean back = Integer.signum(fraction) == -Integer.signum(turn.value());
        return back ? turn.value() : (long) fraction + turn.value();
    }

    void clear() {
        fractions.clear();
    }
}
