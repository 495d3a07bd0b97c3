package dev.zeropane.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what [Json] writes, and any other JSON without `null` and fractions.
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

    /// The next character that is no white space, [#END] at the end.
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

    private Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong("less nesting");
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            default -> number();
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
            members.put(key, value(depth + 1));
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
            elements.add(value(depth + 1));
        } while (skip(','));
        expect(']');
        return elements;
    }

    private Boolean word(String word, boolean value) {
        if (!text.startsWith(word, at)) {
            throw wrong(word);
        }
        at += word.length();
        return value;
    }

    private Long number() {
        int start = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return Long.valueOf(text.substring(start, at));
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

    private ControlException wrong(String wanted) {
        return new ControlException("no JSON: " + wanted + " expected at character " + at);
    }
}
