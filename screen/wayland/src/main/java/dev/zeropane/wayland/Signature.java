// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a message carries, written as in libwayland, with interfaces in brackets:
/// `2!?o(wl_buffer)ii` is a message since version 2 that ends its object's life, with an object or
/// none and two numbers.
///
/// @param since first version of the interface that has the message
/// @param destructor whether the object is gone after it
public record Signature(int since, boolean destructor, List<Argument> arguments) {
    private static final Pattern TEXT =
            Pattern.compile("([0-9]+)?(!)?((?:\\??[iufsonah](?:\\([a-z0-9_]+\\))?)*)");
    private static final Pattern ARGUMENT =
            Pattern.compile("(\\?)?([iufsonah])(?:\\(([a-z0-9_]+)\\))?");

    /// Kinds of arguments (Wayland, "Wire Format").
    public enum Kind {
        INT('i'),
        UINT('u'),
        /// Signed, with 8 bits behind the point.
        FIXED('f'),
        /// Length with its NUL, bytes, padded to words.
        STRING('s'),
        /// Id of an object, 0 for none.
        OBJECT('o'),
        NEW_ID('n'),
        /// Length, bytes, padded to words.
        ARRAY('a'),
        /// Not among the bytes at all.
        FD('h');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        private static Kind of(char letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new AssertionError(letter);
        }
    }

    /// @param nullable whether there may be none; only of strings and objects
    /// @param interfaceName of an object, empty if it may be of any
    public record Argument(Kind kind, boolean nullable, String interfaceName) {}

    /// Reads the text form.
    public static Signature parse(String text) {
        Matcher whole = TEXT.matcher(text);
        if (!whole.matches()) {
            throw new IllegalArgumentException("no signature: " + text);
        }
        List<Argument> arguments = new ArrayList<>();
        Matcher argument = ARGUMENT.matcher(whole.group(3));
        while (argument.find()) {
            arguments.add(
                    new Argument(
                            Kind.of(argument.group(2).charAt(0)),
                            argument.group(1) != null,
                            argument.group(3) == null ? "" : argument.group(3)));
        }
        return new Signature(
                whole.group(1) == null ? 1 : Integer.parseInt(whole.group(1)),
                whole.group(2) != null,
                List.copyOf(arguments));
    }
}
