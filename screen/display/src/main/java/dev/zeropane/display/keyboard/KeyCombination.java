// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.keyboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// Keys that are pressed together, as people write them: `ctrl-alt-f2`.
public final class KeyCombination {
    private static final String BETWEEN = "-";
    private static final String MINUS = "minus";

    private KeyCombination() {}

    /// Reads names of keys with `-` between them. A single character is the key that makes it in
    /// the layout, with what must be held for it.
    ///
    /// @throws IllegalArgumentException saying what is wrong
    public static Stroke parse(String text, KeyLayout layout) {
        List<Integer> codes = new ArrayList<>();
        for (String name : names(text)) {
            for (int code : codes(name, layout, text)) {
                if (!codes.contains(code)) {
                    codes.add(code);
                }
            }
        }
        return new Stroke(codes.subList(0, codes.size() - 1), codes.getLast());
    }

    private static List<String> names(String text) {
        String spelled = text;
        if (text.equals(BETWEEN)) {
            spelled = MINUS;
        } else if (text.endsWith(BETWEEN + BETWEEN)) {
            spelled = text.substring(0, text.length() - 1) + MINUS;
        }
        return List.of(spelled.split(BETWEEN, -1));
    }

    private static List<Integer> codes(String name, KeyLayout layout, String text) {
        if (name.codePointCount(0, name.length()) == 1) {
            int character = name.toLowerCase(Locale.ROOT).codePointAt(0);
            List<Stroke> strokes = layout.find(character, false).orElse(List.of());
            if (strokes.size() == 1) {
                List<Integer> codes = new ArrayList<>(strokes.getFirst().held());
                codes.add(strokes.getFirst().code());
                return codes;
            }
        }
        OptionalInt code = KeyNames.code(name);
        if (code.isEmpty()) {
            throw new IllegalArgumentException(
                    "\"%s\" in \"%s\" is no key: zeropane key --list names them, and - joins those that are pressed together"
                            .formatted(name, text));
        }
        return List.of(code.getAsInt());
    }
}
