// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One row of `zeropane doctor`.
///
/// @param id for programs, stable (docs/doctor.md)
/// @param what was examined, for people
/// @param text the result
/// @param remedy what to do about it, in lines
/// @param values the result for programs, as JSON members
public record Finding(
        String id,
        String what,
        Status status,
        String text,
        List<String> remedy,
        Map<String, Object> values) {

    public enum Status {
        OK("ok"),
        /// The main features work; the text names those that do not.
        WARN("warn"),
        /// No guest's screen can be served.
        NO("no"),
        /// Only information.
        INFO("--");

        private final String mark;

        Status(String mark) {
            this.mark = mark;
        }

        /// The status in the table.
        public String mark() {
            return mark;
        }

        /// The status in JSON.
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        remedy = List.copyOf(remedy);
    }

    public Finding(String id, String what, Status status, String text) {
        this(id, what, status, text, List.of(), Map.of());
    }

    public Finding remedy(String... lines) {
        return remedy(List.of(lines));
    }

    public Finding remedy(List<String> lines) {
        List<String> all = new ArrayList<>(remedy);
        all.addAll(lines);
        return new Finding(id, what, status, text, all, values);
    }

    public Finding value(String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.put(name, value);
        return new Finding(id, what, status, text, remedy, all);
    }

    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("status", status.word());
        members.put("finding", text);
        if (!remedy.isEmpty()) {
            members.put("remedy", String.join("\n", remedy));
        }
        members.putAll(values);
        return members;
    }
}
