// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One row of `zeropane doctor`.
///
/// @param id stable, for programs (docs/doctor.md)
/// @param what for people
/// @param text what was found
/// @param remedy how to get more, a line each
/// @param values what a program would otherwise read out of the text, as JSON members
public record Finding(
        String id,
        String what,
        Status status,
        String text,
        List<String> remedy,
        Map<String, Object> values) {

    public enum Status {
        OK("ok"),
        /// The main job can be done; what cannot is in the text.
        WARN("warn"),
        /// Without this, no guest's screen can be served.
        NO("no"),
        /// Nothing to judge.
        INFO("--");

        private final String mark;

        Status(String mark) {
            this.mark = mark;
        }

        /// As the table shows it.
        public String mark() {
            return mark;
        }

        /// As JSON has it.
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
