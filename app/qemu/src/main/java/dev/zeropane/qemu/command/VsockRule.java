// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.List;

/// Refuses a vsock device where one is added: a guest has one address, and its driver takes the
/// first device only.
final class VsockRule {
    /// Each is the beginning of the names of a family of devices.
    private static final List<String> FAMILIES = List.of("vhost-vsock", "vhost-user-vsock");

    private VsockRule() {}

    static void requireNone(List<Argument> arguments, Refusals refusals) {
        for (Argument argument : arguments) {
            if (argument.device()
                    .filter(name -> FAMILIES.stream().anyMatch(name::startsWith))
                    .isPresent()) {
                refusals.delete(argument, "--vsock brings the vsock device, and a guest has one");
            }
        }
    }
}
