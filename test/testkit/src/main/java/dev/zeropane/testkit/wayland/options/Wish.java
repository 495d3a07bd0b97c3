// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.options;

import static dev.zeropane.wayland.protocol.extension.XdgToplevel.STATE_ACTIVATED;

import java.util.Set;
import java.util.TreeSet;

/// What a window is to be like: a size, 0 for the client's own choice, and states.
///
/// @param states `XdgToplevel.STATE_...`
public record Wish(int width, int height, Set<Integer> states) {
    public Wish focused(boolean activated) {
        Set<Integer> changed = new TreeSet<>(states);
        if (activated) {
            changed.add(STATE_ACTIVATED);
        } else {
            changed.remove(STATE_ACTIVATED);
        }
        return new Wish(width, height, changed);
    }
}
