// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The events of one `input-send-event` (QEMU QMP reference, "InputEvent"). Keys and pointer are
/// not sent together: QEMU refuses all of a command if it has no device for some.
final class InputEvents {
    /// The range of absolute axes.
    private static final int MAX_ABSOLUTE = 32767;

    private final List<Map<String, Object>> events = new ArrayList<>();

    List<Map<String, Object>> events() {
        return List.copyOf(events);
    }

    int count() {
        return events.size();
    }

    private InputEvents add(String type, Map<String, Object> data) {
        events.add(Map.of("type", type, "data", data));
        return this;
    }

    InputEvents key(int qnum, boolean down) {
        return add(
                "key", Map.of("down", down, "key", Map.of("type", "number", "data", (long) qnum)));
    }

    InputEvents button(PointerButton button, boolean down) {
        return add("btn", Map.of("down", down, "button", button.word()));
    }

    /// @param x as a fraction
    InputEvents absolute(double x, double y) {
        return add("abs", Map.of("axis", "x", "value", onAxis(x)))
                .add("abs", Map.of("axis", "y", "value", onAxis(y)));
    }

    /// Guests round down, so this rounds up: the start of a pixel maps to that pixel.
    private static long onAxis(double fraction) {
        return (long) Math.min(Math.ceil(fraction * (MAX_ABSOLUTE + 1)), MAX_ABSOLUTE);
    }

    InputEvents relative(int right, int down) {
        return add("rel", Map.of("axis", "x", "value", (long) right))
                .add("rel", Map.of("axis", "y", "value", (long) down));
    }
}
