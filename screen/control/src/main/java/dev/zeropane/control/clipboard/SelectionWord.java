// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control.clipboard;

import dev.zeropane.display.clipboard.Selection;
import java.util.Locale;
import java.util.Optional;

/// The names of selections in requests and messages.
public final class SelectionWord {
    private SelectionWord() {}

    public static String of(Selection selection) {
        return selection.name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Selection> parse(String word) {
        for (Selection selection : Selection.values()) {
            if (of(selection).equals(word)) {
                return Optional.of(selection);
            }
        }
        return Optional.empty();
    }
}
