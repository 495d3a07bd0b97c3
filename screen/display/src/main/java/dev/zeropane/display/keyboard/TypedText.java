// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.keyboard;

import dev.zeropane.linux.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A text as it is typed: the strokes of each of its characters.
public final class TypedText {
    private TypedText() {}

    /// Finds the keys of a text: Enter for the end of a line, Tab for a tab, others by the layout.
    ///
    /// @param layoutName for the message
    /// @throws IllegalArgumentException saying which characters cannot be typed
    public static List<List<Stroke>> of(
            String text, KeyLayout layout, String layoutName, boolean capsLock) {
        List<List<Stroke>> all = new ArrayList<>();
        int[] characters = text.replace("\r\n", "\n").codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            int character = characters[i];
            int place = i + 1;
            all.add(
                    strokes(character, layout, capsLock)
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "the keyboard layout %s has no %s, which is character %d of the text"
                                                    .formatted(
                                                            layoutName, name(character), place))));
        }
        return all;
    }

    private static Optional<List<Stroke>> strokes(
            int character, KeyLayout layout, boolean capsLock) {
        return switch (character) {
            case '\n', '\r' -> Optional.of(List.of(Stroke.of(EvdevKeys.KEY_ENTER)));
            case '\t' -> Optional.of(List.of(Stroke.of(EvdevKeys.KEY_TAB)));
            default -> layout.find(character, capsLock);
        };
    }

    /// A character for people to read: with its number, as many look like others.
    static String name(int character) {
        String number = "U+%04X".formatted(character);
        return !Printable.is(character)
                ? number
                : "\"%s\" (%s)".formatted(Character.toString(character), number);
    }
}
