// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The keys or buttons that the guest believes to be down, and the devices that press them. With
/// several seats, a key is down for as long as any device presses it.
///
/// @param <D> a device
public final class PressedCodes<D> {
    /// The codes of Linux's `input-event-codes.h` end with `KEY_MAX`.
    private static final int CODES = 0x300;

    private final Map<D, BitSet> held = new HashMap<>();

    /// Nobody presses anything.
    public PressedCodes() {}

    /// @return whether no device pressed it before
    public boolean press(D device, int code) {
        if (code < 0 || code >= CODES) {
            return false;
        }
        boolean first = !isHeld(code);
        held.computeIfAbsent(device, _ -> new BitSet()).set(code);
        return first;
    }

    /// @return whether the device pressed it, and no other device does
    public boolean release(D device, int code) {
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

    /// Releases everything that the device presses.
    ///
    /// @return the codes among them that no other device presses
    public List<Integer> releaseAll(D device) {
        BitSet codes = held.remove(device);
        return codes == null
                ? List.of()
                : codes.stream().filter(code -> !isHeld(code)).boxed().toList();
    }

    public boolean isHeld(D device, int code) {
        BitSet codes = held.get(device);
        return codes != null && code >= 0 && codes.get(code);
    }

    /// Whether any device presses it.
    public boolean isHeld(int code) {
        for (BitSet codes : held.values()) {
            if (codes.get(code)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the device presses anything.
    public boolean isHolding(D device) {
        return held.containsKey(device);
    }

    /// Whether no device presses anything.
    public boolean isEmpty() {
        return held.isEmpty();
    }
}
