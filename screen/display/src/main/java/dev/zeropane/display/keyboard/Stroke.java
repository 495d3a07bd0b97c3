// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.keyboard;

import dev.zeropane.display.InputEvent;
import java.util.ArrayList;
import java.util.List;

/// A key that is pressed and let go of while others are held. Codes are `KEY_...` of Linux.
///
/// @param held the keys that are pressed before, in this order
public record Stroke(List<Integer> held, int code) {
    public Stroke {
        held = List.copyOf(held);
    }

    /// A key alone.
    public static Stroke of(int code) {
        return new Stroke(List.of(), code);
    }

    /// All keys go down, one after the other.
    public List<InputEvent> down() {
        List<InputEvent> events = new ArrayList<>();
        held.forEach(key -> events.add(new InputEvent.Key(key, true)));
        events.add(new InputEvent.Key(code, true));
        return events;
    }

    /// All keys go up, the last that went down first.
    public List<InputEvent> up() {
        return down().reversed().stream()
                .map(event -> ((InputEvent.Key) event).code())
                .<InputEvent>map(key -> new InputEvent.Key(key, false))
                .toList();
    }
}
