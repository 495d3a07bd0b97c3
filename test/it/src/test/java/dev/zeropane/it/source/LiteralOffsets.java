// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds where a source reads or writes memory at an offset that is written as a number, such as
/// `from.get(LE32, at + 24)` or `message.u32(8)`. A bare 0 is none: a number may lie alone.
final class LiteralOffsets {
    /// Comments, and text, in which parentheses and commas mean nothing.
    private static final Pattern IGNORED =
            Pattern.compile(
                    "//[^\n]*|/\\*.*?\\*/|\"(\\\\.|[^\"\\\\\n])*\"|'(\\\\.|[^'\\\\])+'",
                    Pattern.DOTALL);

    private static final Pattern CALL =
            Pattern.compile(
                    "\\b(get|set|getAcquire|setRelease"
                            + "|asSlice|copy|putFd|takeFd"
                            + "|(?:u|s|le|be)(?:8|16|32|64)|unsigned"
                            + "|put|(?:get|put)(?:Char|Short|Int|Long|Float|Double))\\(");

    /// As layouts of numbers are called: `JAVA_INT`, `LE32`.
    private static final Pattern LAYOUT =
            Pattern.compile(
                    "([\\w.]+\\.)?(JAVA_[A-Z_]+|ADDRESS(_UNALIGNED)?|[A-Z]{1,2}[0-9]{1,2})");

    private static final Pattern NUMBER = Pattern.compile("(0[xX][0-9a-fA-F_]+|[0-9][0-9_]*)[lL]?");

    private static final Pattern SIGN = Pattern.compile("[+-]");

    private LiteralOffsets() {}

    /// The calls, as they are written.
    static List<String> in(String source) {
        String code = IGNORED.matcher(source).replaceAll("\"\"");
        List<String> found = new ArrayList<>();
        Matcher call = CALL.matcher(code);
        while (call.find()) {
            List<String> arguments = arguments(code, call.end());
            boolean written = arguments.size() == 1 && isStatement(code, call.start());
            if (!written
                    && offsets(call.group(1), arguments).stream()
                            .anyMatch(LiteralOffsets::isLiteral)) {
                found.add(call.group() + String.join(", ", arguments) + ")");
            }
        }
        return found;
    }

    /// Whether nobody takes what a call returns: then its only argument is not where something is
    /// read, but what is written next.
    private static boolean isStatement(String code, int call) {
        int start = call;
        while (start > 0 && ";{}>".indexOf(code.charAt(start - 1)) < 0) {
            start--;
        }
        String before = withoutParentheses(code.substring(start, call));
        return before.matches("[\\w.\\s]*") && !before.matches("\\s*(return|yield)\\b.*");
    }

    /// Which arguments of a call are offsets.
    private static List<String> offsets(String name, List<String> arguments) {
        int count = arguments.size();
        return switch (name) {
            case "get", "set" ->
                    count > 1 && LAYOUT.matcher(arguments.getFirst()).matches()
                            ? List.of(arguments.get(1))
                            : List.of();
            case "getAcquire", "setRelease", "putFd", "takeFd" ->
                    count > 1 ? List.of(arguments.get(1)) : List.of();
            case "asSlice" -> List.of(arguments.getFirst());
            case "copy" -> arguments;
            case "put" -> count == 2 ? List.of(arguments.getFirst()) : List.of();
            // Of one argument it is a Wayland request's.
            case "unsigned" -> count > 1 ? List.of(arguments.getLast()) : List.of();
            default ->
                    // A buffer's next number is put with one argument, one at a place with two.
                    name.startsWith("put")
                            ? arguments.subList(0, count - 1)
                            : List.of(arguments.getLast());
        };
    }

    /// Whether one of the terms is a number. What is in parentheses is some other sum.
    private static boolean isLiteral(String offset) {
        return SIGN.splitAsStream(withoutParentheses(offset))
                .map(String::strip)
                .anyMatch(term -> NUMBER.matcher(term).matches() && !term.matches("0[lL]?"));
    }

    private static String withoutParentheses(String code) {
        String rest = code;
        for (String outer = ""; !outer.equals(rest); ) {
            outer = rest;
            rest = outer.replaceAll("\\([^()]*\\)", "");
        }
        return rest;
    }

    private static List<String> arguments(String code, int start) {
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        int from = start;
        for (int at = start; at < code.length(); at++) {
            switch (code.charAt(at)) {
                case '(', '[', '{' -> depth++;
                case ')', ']', '}' -> {
                    if (depth == 0) {
                        arguments.add(argument(code, from, at));
                        return arguments;
                    }
                    depth--;
                }
                case ',' -> {
                    if (depth == 0) {
                        arguments.add(argument(code, from, at));
                        from = at + 1;
                    }
                }
                default -> {}
            }
        }
        return arguments;
    }

    private static String argument(String code, int from, int to) {
        return code.substring(from, to).strip().replaceAll("\\s+", " ");
    }
}
