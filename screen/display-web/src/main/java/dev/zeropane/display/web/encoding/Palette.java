// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.encoding;

import java.util.Arrays;

/// The colours of a few pixels, numbered as they came.
final class Palette {
    /// The most that any encoding numbers.
    static final int MAX = 256;

    private static final int SLOT_BITS = 10;
    private static final int SLOTS = 1 << SLOT_BITS;

    private final int[] colours = new int[MAX];

    /// The number of a colour, and one more, at a place that the colour says; 0 where there is
    /// none.
    private final short[] slots = new short[SLOTS];

    private int size;
    private int limit;

    /// Empties it.
    ///
    /// @param most colours that it takes
    void clear(int most) {
        if (size > 0) {
            Arrays.fill(slots, (short) 0);
        }
        size = 0;
        limit = most;
    }

    /// Adds a colour, unless it is there.
    ///
    /// @return whether it is there now: there may be too many
    boolean add(int colour) {
        int slot = slot(colour);
        if (slots[slot] != 0) {
            return true;
        }
        if (size == limit) {
            return false;
        }
        colours[size] = colour;
        size++;
        slots[slot] = (short) size;
        return true;
    }

    private int slot(int colour) {
        int slot = (colour * 0x9e3779b1) >>> (Integer.SIZE - SLOT_BITS);
        while (slots[slot] != 0 && colours[slots[slot] - 1] != colour) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        return slot;
    }

    /// The number of a colour that is there.
    int index(int colour) {
        return slots[slot(colour)] - 1;
    }

    int colour(int index) {
        return colours[index];
    }

    int size() {
        return size;
    }
}
