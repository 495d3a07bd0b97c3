// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

/// Makes text that contains parts of another process's fit for a terminal or a log.
public final class Printable {
    private static final int MAX_LENGTH = 500;

    private Printable() {}

    /// One line of bounded length, with nothing that moves a terminal's cursor or reverses text.
    public static String of(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(MAX_LENGTH)
                .map(c -> is(c) ? c : ' ')
                .forEach(line::appendCodePoint);
        if (text.codePointCount(0, text.length()) > MAX_LENGTH) {
            line.append("...");
        }
        return line.toString().strip();
    }

    /// Whether a character is printable: it controls nothing, and every terminal knows it.
    public static boolean is(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
