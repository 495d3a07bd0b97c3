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

/// The whole notches of wheels, for guests that know no better. Made of what is told finely, 120
/// for a notch, when it is told: so both agree, however many turns have become one. libinput takes
/// notches that come with nothing finer for a broken device.
final class Notches {
    private static final int NOTCH = 120;

    private static final Map<Integer, Integer> CODES =
            Map.of(REL_WHEEL_HI_RES, REL_WHEEL, REL_HWHEEL_HI_RES, REL_HWHEEL);

    /// What was told finely of a notch that is not complete, by the wheel's fine code.
    private final Map<Integer, Integer> rests = new HashMap<>();

    /// A report's events, and behind every turn the notches that it completes.
    List<EvdevEvent> addTo(List<EvdevEvent> events) {
        List<EvdevEvent> all = new ArrayList<>();
        for (EvdevEvent event : events) {
            all.add(event);
            if (event.type() == EV_REL && turned(event) / NOTCH != 0) {
                int notches = (int) (turned(event) / NOTCH);
                all.add(new EvdevEvent(EV_REL, CODES.get(event.code()), notches));
            }
        }
        return all;
    }

    /// The guest was told these events.
    void told(List<EvdevEvent> events) {
        for (EvdevEvent event : events) {
            if (event.type() == EV_REL) {
                rests.put(event.code(), (int) (turned(event) % NOTCH));
            }
        }
    }

    /// With what was left of a notch. Turned back, that is not to be overcome first.
    private long turned(EvdevEvent turn) {
        int rest = rests.getOrDefault(turn.code(), 0);
        boolean back = Integer.signum(rest) == -Integer.signum(turn.value());
        return back ? turn.value() : (long) rest + turn.value();
    }

    void clear() {
        rests.clear();
    }
}
