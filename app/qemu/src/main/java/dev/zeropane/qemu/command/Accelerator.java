// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The accelerator of a QEMU command line.
final class Accelerator {
    private Accelerator() {}

    /// Whether QEMU may use KVM.
    ///
    /// @param program QEMU; a program whose name ends with `kvm` prefers KVM
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
