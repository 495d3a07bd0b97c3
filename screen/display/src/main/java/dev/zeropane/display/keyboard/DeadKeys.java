// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.keyboard;

import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keys that make nothing by themselves, but put an accent on the character after them, by the
/// rules of X11's `Compose` for `en_US.UTF-8`, which all toolkits and locales share for these.
final class DeadKeys {
    private static final int FIRST = 0xfe50; // dead_grave
    private static final int LAST = 0xfe93; // dead_greek
    private static final int NOTHING = -1;

    /// A dead key.
    ///
    /// @param keysym of X11
    /// @param mark the combining character of the accent
    /// @param withSpace what it makes with the space bar
    /// @param twice what it makes with itself
    private record Dead(int keysym, int mark, int withSpace, int twice) {}

    private static final List<Dead> ALL =
            List.of(
                    new Dead(0xfe50, 0x300, '`', NOTHING), // grave
                    new Dead(0xfe51, 0x301, '\'', 0xb4), // acute
                    new Dead(0xfe52, 0x302, '^', NOTHING), // circumflex
                    new Dead(0xfe53, 0x303, '~', NOTHING), // tilde
                    new Dead(0xfe54, 0x304, 0xaf, NOTHING), // macron
                    new Dead(0xfe55, 0x306, 0x2d8, NOTHING), // breve
                    new Dead(0xfe56, 0x307, 0x2d9, NOTHING), // abovedot
                    new Dead(0xfe57, 0x308, '"', 0xa8), // diaeresis
                    new Dead(0xfe58, 0x30a, 0xb0, NOTHING), // abovering
                    new Dead(0xfe59, 0x30b, 0x2dd, NOTHING), // doubleacute
                    new Dead(0xfe5a, 0x30c, 0x2c7, NOTHING), // caron
                    new Dead(0xfe5b, 0x327, 0xb8, NOTHING), // cedilla
                    new Dead(0xfe5c, 0x328, 0x2db, NOTHING), // ogonek
                    new Dead(0xfe60, 0x323, NOTHING, NOTHING)); // belowdot

    private DeadKeys() {}

    static boolean isDead(int keysym) {
        return keysym >= FIRST && keysym <= LAST;
    }

    /// How a character is made with a dead key.
    ///
    /// @param dead the dead keys there are, by their keysyms
    /// @param characters the keys of characters
    static Optional<List<Stroke>> find(
            int character, Map<Integer, Stroke> dead, Map<Integer, Stroke> characters) {
        int[] parts =
                Normalizer.normalize(Character.toString(character), Normalizer.Form.NFD)
                        .codePoints()
                        .toArray();
        for (Dead key : ALL) {
            Stroke first = dead.get(key.keysym());
            Stroke second = null;
            if (parts.length == 2 && parts[1] == key.mark()) {
                second = characters.get(parts[0]);
            } else if (character == key.withSpace()) {
                second = characters.get((int) ' ');
            } else if (character == key.twice()) {
                second = first;
            }
            if (first != null && second != null) {
                return Optional.of(List.of(first, second));
            }
        }
        return Optional.empty();
    }
}
