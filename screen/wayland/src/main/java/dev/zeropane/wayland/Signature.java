// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The arguments of a message, written as in libwayland, with interfaces in brackets:
/// `2!?o(wl_buffer)ii` is a destructor since version 2, with a nullable object and two numbers.
///
/// @param since the first version of the interface with the message
/// @param destructor whether the message destroys its object
public record Signature(int since, boolean destructor, List<Argument> arguments) {
    private static final Pattern TEXT =
            Pattern.compile("([0-9]+)?(!)?((?:\\??[iufsonah](?:\\([a-z0-9_]+\\))?)*)");
    private static final Pattern ARGUMENT =
            Pattern.compile("(\\?)?([iufsonah])(?:\\(([a-z0-9_]+)\\))?");

    /// Kinds of arguments (Wayland, "Wire Format").
    public enum Kind {
        INT('i'),
        UINT('u'),
        /// Signed, with 8 fractional bits.
        FIXED('f'),
        /// Length with its NUL, bytes, padded to words.
        STRING('s'),
        /// Id of an object, 0 for null.
        OBJECT('o'),
        NEW_ID('n'),
        /// Length, bytes, padded to words.
        ARRAY('a'),
        /// Sent beside the bytes.
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

    /// @param nullable whether the argument may be null; only for strings and objects
    /// @param interfaceName of an object; empty for an object of any interface
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
