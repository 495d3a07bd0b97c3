// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.json;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// JSON texts: objects, arrays, strings, numbers and booleans. There is no `null`: absent members
/// are left out.
public final class Json {
    private static final int FIRST_PRINTABLE = 0x20;

    private Json() {}

    /// @param value a [Map] with strings for keys, [List], [String], [Integer], [Long] or [Boolean]
    public static String write(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                StringJoiner members = new StringJoiner(",", "{", "}");
                map.forEach(
                        (key, member) -> members.add(quote(key.toString()) + ":" + write(member)));
                yield members.toString();
            }
            case List<?> list -> {
                StringJoiner elements = new StringJoiner(",", "[", "]");
                for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
                    elements.add(write(i.next()));
                }
                yield elements.toString();
            }
            case String text -> quote(text);
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> throw new IllegalArgumentException("no JSON: " + value.getClass());
        };
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Surrogates too: an unpaired one is not valid UTF-8.
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE || Character.isSurrogate(c)) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /// Reads one object, of [Map], [List], [String], [Long], [Double] and [Boolean]. Members and
    /// elements that are `null` are left out.
    ///
    /// @throws JsonException if the text is anything else
    public static Map<String, Object> readObject(String text) {
        return new JsonReader(text).readObject();
    }
}
