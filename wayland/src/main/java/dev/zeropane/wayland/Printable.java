package dev.zeropane.wayland;

/// Text that has some of the compositor's in it, made fit for a log.
final class Printable {
    private static final int MAX_LENGTH = 500;

    private Printable() {}

    /// In one line, of bounded length, with nothing that moves a terminal's cursor or turns text
    /// round.
    static String of(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(MAX_LENGTH)
                .map(c -> isPrintable(c) ? c : ' ')
                .forEach(line::appendCodePoint);
        if (text.codePointCount(0, text.length()) > MAX_LENGTH) {
            line.append("...");
        }
        return line.toString().strip();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
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
