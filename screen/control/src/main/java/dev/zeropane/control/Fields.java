// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Members of a JSON object with expected types. A missing member, or one of another type, is an
/// error.
public record Fields(Map<String, Object> members) {
    public Optional<Object> find(String name) {
        return Optional.ofNullable(members.get(name));
    }

    private <T> T get(String name, Class<T> type) {
        return find(name)
                .filter(type::isInstance)
                .map(type::cast)
                .orElseThrow(() -> new ControlException("an answer has no usable " + name));
    }

    public String text(String name) {
        return get(name, String.class);
    }

    public long number(String name) {
        return get(name, Long.class);
    }

    public int integer(String name) {
        long value = number(name);
        if (value != (int) value) {
            throw new ControlException("an answer has no usable " + name + ": " + value);
        }
        return (int) value;
    }

    /// A member that is an object.
    public Fields object(String name) {
        return of(get(name, Map.class));
    }

    /// A member that is a list of objects.
    public List<Fields> objects(String name) {
        List<?> list = get(name, List.class);
        return list.stream()
                .map(element -> {
                    if (element instanceof Map<?, ?> map) {
                        return of(map);
                    }
                    throw new ControlException("an answer has no usable " + name);
                })
                .toList();
    }

    /// A member that is a list of numbers; none if there is no such member.
    public List<Long> numbersIfAny(String name) {
        if (find(name).isEmpty()) {
            return List.of();
        }
        List<?> list = get(name, List.class);
        return list.stream()
                .map(element -> {
                    if (element instanceof Long number) {
                        return number;
                    }
                    throw new ControlException("an answer has no usable " + name);
                })
                .toList();
    }

    /// A member that is a list of texts.
    public List<String> texts(String name) {
        List<?> list = get(name, List.class);
        return list.stream()
                .map(element -> {
                    if (element instanceof String text) {
                        return text;
                    }
                    throw new ControlException("an answer has no usable " + name);
                })
                .toList();
    }

    private static Fields of(Map<?, ?> map) {
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((key, value) -> members.put(key.toString(), value));
        return new Fields(members);
    }
}
