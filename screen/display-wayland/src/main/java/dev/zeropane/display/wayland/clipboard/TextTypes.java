// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.clipboard;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// The types by which text is offered in a selection.
final class TextTypes {
    /// The best first. The last three are those of X11 programs (ICCCM 2.6.2); what stands behind
    /// them is UTF-8 as well wherever it comes from a Wayland client.
    private static final List<String> KNOWN =
            List.of("text/plain;charset=utf-8", "text/plain", "UTF8_STRING", "TEXT", "STRING");

    /// Tells our own selection from others, another Zeropane's included, when the compositor offers
    /// it to us.
    private static final String OURS = "application/x-zeropane-selection-" + UUID.randomUUID();

    private TextTypes() {}

    /// Those that the guest's text is offered by.
    static List<String> offered() {
        return Stream.concat(KNOWN.stream(), Stream.of(OURS)).toList();
    }

    static boolean isText(String type) {
        return KNOWN.contains(type);
    }

    static boolean isOurs(String type) {
        return type.equals(OURS);
    }

    /// The better one of two types of text.
    static String better(String one, String other) {
        return KNOWN.indexOf(one) <= KNOWN.indexOf(other) ? one : other;
    }
}
