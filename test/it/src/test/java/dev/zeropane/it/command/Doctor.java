// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.command;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `zeropane doctor --json` said.
record Doctor(int status, Map<String, Object> report) {
    private static final Duration TO_END = Duration.ofMinutes(2);

    static Doctor run(Path directory, Map<String, String> environment) throws IOException {
        try (Program program = start(directory, environment, "--json")) {
            int status = program.awaitExit(TO_END);
            try {
                return new Doctor(status, JSON.std.mapFrom(program.out().text()));
            } catch (IOException e) {
                throw new IOException(program.out().text() + program.err().text(), e);
            }
        }
    }

    static Program start(Path directory, Map<String, String> environment, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Zeropane.root().resolve("zeropane").toString());
        command.add("doctor");
        command.addAll(List.of(options));
        return Program.start(directory, environment, command);
    }

    Object ok() {
        return report.get("ok");
    }

    List<Map<String, Object>> checks() {
        List<Map<String, Object>> checks = new ArrayList<>();
        for (Object check : (List<?>) report.get("checks")) {
            checks.add(members(check));
        }
        return checks;
    }

    Map<String, Object> check(String id) {
        return checks().stream()
                .filter(check -> id.equals(check.get("id")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + id + " in " + report));
    }

    private static Map<String, Object> members(Object object) {
        Map<String, Object> members = new LinkedHashMap<>();
        ((Map<?, ?>) object).forEach((name, value) -> members.put(name.toString(), value));
        return members;
    }
}
