// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// The fingers that the guest believes to be on its screens. The numbers differ between seats.
final class Fingers {
    /// A finger on one window.
    ///
    /// @param window that the finger belongs to until it is lifted
    /// @param screen the touch screen of the seat
    /// @param id the compositor's number for it
    record Finger(WindowInput window, SeatTouch screen, int id) {}

    private final Map<Finger, Integer> numbers = new HashMap<>();
    private final BitSet taken = new BitSet();

    /// @return the finger's number
    int down(Finger finger) {
        Integer known = numbers.get(finger);
        if (known != null) {
            return known;
        }
        int number = taken.nextClearBit(0);
        taken.set(number);
        numbers.put(finger, number);
        return number;
    }

    /// The finger's number; nothing if it is not down.
    OptionalInt number(Finger finger) {
        Integer number = numbers.get(finger);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /// @return the number that the finger had; nothing if it was not down
    OptionalInt up(Finger finger) {
        OptionalInt number = number(finger);
        numbers.remove(finger);
        number.ifPresent(taken::clear);
        return number;
    }

    /// @return the numbers that the fingers had, the lowest first
    List<Integer> up(Predicate<Finger> which) {
        List<Integer> up = new ArrayList<>();
        for (Finger finger : List.copyOf(numbers.keySet())) {
            if (which.test(finger)) {
                up(finger).ifPresent(up::add);
            }
        }
        up.sort(null);
        return up;
    }

    boolean isEmpty() {
        return numbers.isEmpty();
    }
}
