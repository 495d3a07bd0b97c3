// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Quotes the words of a command for a shell.
public final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWords() {}

    public static String quote(List<String> words) {
        return words.stream()
                .map(word ->
                        PLAIN.matcher(word).matches()
                                ? word
                                : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
