package dev.zeropane.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Commands written so that a shell reads them as they are.
final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWords() {}

    static String quote(List<String> words) {
        return words.stream()
                .map(word ->
                        PLAIN.matcher(word).matches()
                                ? word
                                : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
