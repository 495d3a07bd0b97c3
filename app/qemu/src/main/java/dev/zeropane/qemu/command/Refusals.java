// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Everything in a command line that conflicts with the added devices, collected so that the user
/// can change all of it at once.
final class Refusals {
    /// The words to delete, by reason.
    private final Map<String, List<String>> deletions = new LinkedHashMap<>();

    private final List<String> others = new ArrayList<>();

    void delete(Argument argument, String reason) {
        delete(argument.toString(), reason);
    }

    /// @param what to delete, and where it is
    void delete(String what, String reason) {
        deletions.computeIfAbsent(reason, _ -> new ArrayList<>()).add(what);
    }

    /// @param message what else to change, and why
    void add(String message) {
        others.add(message);
    }

    /// @throws CommandRefusedException if anything was refused, with a line for each reason
    void throwIfAny() {
        List<String> lines = new ArrayList<>();
        deletions.forEach((reason, words) ->
                lines.add("delete " + String.join(" and ", words) + ": " + reason));
        lines.addAll(others);
        if (!lines.isEmpty()) {
            throw new CommandRefusedException(String.join("\n  ", lines));
        }
    }
}
