// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads any JSON. Nesting is bounded, because peers are not trusted.
final class JsonReader {
    private static final int MAX_DEPTH = 16;

    private final String text;
    private int at;

    JsonReader(String text) {
        this.text = text;
    }

    Map<String, Object> readObject() {
        Map<String, Object> object = object(0);
        if (peek() != END) {
            throw wrong("the end");
        }
        return object;
    }

    private static final char END = '\0';

    /// The next character that is not white space; [#END] at the end.
    private char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : END;
    }

    private boolean skip(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char wanted) {
        if (!skip(wanted)) {
            throw wrong("'" + wanted + "'");
        }
    }

    /// @return empty for `null`
    private Optional<Object> value(int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong("less nesting");
        }
        return switch (peek()) {
            case '{' -> Optional.of(object(depth));
            case '[' -> Optional.of(array(depth));
            case '"' -> Optional.of(string());
            case 't' -> word("true", Optional.of(true));
            case 'f' -> word("false", Optional.of(false));
            case 'n' -> word("null", Optional.empty());
            default -> Optional.of(number());
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        expect('{');
        if (skip('}')) {
            return members;
        }
        do {
            String key = string();
            expect(':');
            value(depth + 1).ifPresent(value -> members.put(key, value));
        } while (skip(','));
        expect('}');
        return members;
    }

    private List<Object> array(int depth) {
        List<Object> elements = new ArrayList<>();
        expect('[');
        if (skip(']')) {
            return elements;
        }
        do {
            value(depth + 1).ifPresent(elements::add);
        } while (skip(','));
        expect(']');
        return elements;
    }

    private Optional<Object> word(String word, Optional<Object> value) {
        if (!text.startsWith(word, at)) {
            throw wrong(word);
        }
        at += word.length();
        return value;
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(start, at);
        boolean whole = number.chars().noneMatch(c -> ".eE".indexOf(c) >= 0);
        try {
            return whole ? (Object) Long.valueOf(number) : (Object) Double.valueOf(number);
        } catch (NumberFormatException e) {
            at = start;
            throw wrong("a value");
        }
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (true) {
            char c = next();
            switch (c) {
                case '"' -> {
                    return value.toString();
                }
                case '\\' -> value.append(escaped());
                default -> value.append(c);
            }
        }
    }

    private char next() {
        if (at >= text.length()) {
            throw wrong("the end of a string");
        }
        return text.charAt(at++);
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw wrong("four digits");
                }
                String digits = text.substring(at, at + 4);
                at += 4;
                try {
                    yield (char) Integer.parseInt(digits, 16);
                } catch (NumberFormatException e) {
                    throw wrong("four digits");
                }
            }
            default -> c;
        };
    }

    private JsonException wrong(String wanted) {
        return new JsonException("no JSON: " + wanted + " expected at character " + at);
    }
}
