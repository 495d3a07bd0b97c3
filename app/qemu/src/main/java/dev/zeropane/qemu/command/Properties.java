// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import dev.zeropane.json.Json;
import dev.zeropane.json.JsonException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The value of an option, such as `q35,memory-backend=ram`, or the same as JSON. A comma that
/// belongs to a value is written twice.
///
/// @param all properties, without those whose JSON value is an object or a list
record Properties(Map<String, String> all) {
    static final Properties NONE = new Properties(Map.of());

    private static final String COMMA = "\0";

    static Properties parse(String text, String impliedKey) {
        return text.startsWith("{") ? ofJson(text) : ofText(text, impliedKey);
    }

    private static Properties ofText(String text, String impliedKey) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String part : List.of(text.replace(",,", COMMA).split(",", -1))) {
            int equals = part.indexOf('=');
            if (equals >= 0) {
                all.put(part.substring(0, equals), value(part.substring(equals + 1)));
            } else if (all.isEmpty()) {
                all.put(impliedKey, value(part));
            } else if (part.startsWith("no")) {
                all.put(part.substring(2), "off");
            } else if (!part.isEmpty()) {
                all.put(part, "on");
            }
        }
        return new Properties(all);
    }

    private static String value(String text) {
        return text.replace(COMMA, ",");
    }

    /// Invalid JSON has no properties; QEMU will refuse it.
    private static Properties ofJson(String text) {
        Map<String, String> all = new LinkedHashMap<>();
        try {
            Json.readObject(text)
                    .forEach((key, value) -> {
                        switch (value) {
                            case Boolean truth -> all.put(key, truth ? "on" : "off");
                            case String word -> all.put(key, word);
                            case Number number -> all.put(key, number.toString());
                            default -> {}
                        }
                    });
        } catch (JsonException e) {
            return NONE;
        }
        return new Properties(all);
    }

    Optional<String> get(String key) {
        return Optional.ofNullable(all.get(key));
    }

    /// Whether a switch is on, in any of QEMU's spellings.
    boolean isOn(String key) {
        return get(key).filter(List.of("on", "yes", "true", "y")::contains).isPresent();
    }

    boolean isOff(String key) {
        return get(key).filter(List.of("off", "no", "false", "n")::contains).isPresent();
    }
}
