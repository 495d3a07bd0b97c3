// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.List;
import java.util.Set;

/// Keeps the monitor that QEMU gives people by itself: it gives none when there is another one, and
/// ours is.
final class MonitorRule {
    private static final Set<String> MONITORS =
            Set.of("monitor", "qmp", "qmp-pretty", "mon", "nodefaults");

    private MonitorRule() {}

    /// The options to add, which make what QEMU would have made.
    static List<String> additions(List<Argument> arguments, UserInterface ui) {
        if (arguments.stream().anyMatch(argument -> MONITORS.contains(argument.name()))) {
            return List.of();
        }
        if (arguments.stream().anyMatch(argument -> argument.is("nographic"))) {
            return arguments.stream().anyMatch(argument -> argument.is("serial"))
                    ? List.of("-monitor", "stdio")
                    : List.of("-serial", "mon:stdio");
        }
        // Else it is in QEMU's own window, if there is one.
        return ui instanceof UserInterface.Own ? List.of("-monitor", "vc:80Cx24C") : List.of();
    }
}
