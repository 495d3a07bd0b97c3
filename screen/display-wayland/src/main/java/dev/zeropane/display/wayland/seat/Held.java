// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which keys or buttons the guest believes to be down, and which device holds them. With several
/// seats, a key is down for as long as any of them holds it.
///
/// @param <D> a device
final class Held<D> {
    /// Those of Linux's `input-event-codes.h` end with `KEY_MAX`.
    private static final int CODES = 0x300;

    private final Map<D, BitSet> held = new HashMap<>();

    /// @return whether nobody held it before
    boolean press(D device, int code) {
        if (code < 0 || code >= CODES) {
            return false;
        }
        boolean first = !isHeld(code);
        held.computeIfAbsent(device, _ -> new BitSet()).set(code);
        return first;
    }

    /// @return whether the device held it, and nobody does now
    boolean release(D device, int code) {
        if (!isHeld(device, code)) {
            return false;
        }
        BitSet codes = held.get(device);
        codes.clear(code);
        if (codes.isEmpty()) {
            held.remove(device);
        }
        return !isHeld(code);
    }

    /// Releases all that the device holds.
    ///
    /// @return the codes among them that no other device holds
    List<Integer> releaseAll(D device) {
        BitSet codes = held.remove(device);
        return codes == null
                ? List.of()
                : codes.stream().filter(code -> !isHeld(code)).boxed().toList();
    }

    boolean isHeld(D device, int code) {
        BitSet codes = held.get(device);
        return codes != null && code >= 0 && codes.get(code);
    }

    private boolean isHeld(int code) {
        for (BitSet codes : held.values()) {
            if (codes.get(code)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the device holds anything.
    boolean isHolding(D device) {
        return held.containsKey(device);
    }

    /// Whether nobody holds anything.
    boolean isEmpty() {
        return held.isEmpty();
    }
}
