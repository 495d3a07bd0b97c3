// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What runs the guest's instructions.
final class Accelerator {
    private Accelerator() {}

    /// Whether the command line leaves room for KVM.
    ///
    /// @param program QEMU: one whose name ends with `kvm` prefers it
    static boolean mayBeKvm(Path program, List<Argument> arguments, Machine machine) {
        if (arguments.stream().anyMatch(argument -> argument.is("enable-kvm"))) {
            return true;
        }
        List<String> wanted = new ArrayList<>();
        machine.accelerators().ifPresent(names -> wanted.addAll(List.of(names.split(":"))));
        for (Argument argument : arguments) {
            if (argument.is("accel")) {
                argument.properties("accel").get("accel").ifPresent(wanted::add);
            }
        }
        return wanted.isEmpty() ? program.toString().endsWith("kvm") : wanted.contains("kvm");
    }
}
