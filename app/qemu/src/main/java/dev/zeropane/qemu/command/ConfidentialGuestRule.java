// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Refuses confidential guests: the host cannot read their memory, so it cannot show their screen.
final class ConfidentialGuestRule {
    private static final Set<String> OBJECTS = Set.of("sev-guest", "sev-snp-guest", "tdx-guest");

    /// Properties of `-machine`; the second is the older name.
    private static final List<String> MACHINE_KEYS =
            List.of("confidential-guest-support", "memory-encryption");

    private static final String REASON =
            "the memory of a confidential guest is closed to this process, and its screen is there";

    private ConfidentialGuestRule() {}

    /// Refuses a confidential guest.
    static void refuse(List<Argument> arguments, Refusals refusals) {
        for (Argument argument : arguments) {
            if (argument.object().filter(OBJECTS::contains).isPresent()) {
                refusals.delete(argument, REASON);
            }
            if (argument.is("machine")) {
                refuseMachine(argument, refusals);
            }
        }
    }

    /// Asks to delete only these properties of the machine.
    private static void refuseMachine(Argument machine, Refusals refusals) {
        for (String key : MACHINE_KEYS) {
            Optional<String> id = machine.properties("type").get(key);
            id.ifPresent(
                    name -> refusals.delete("\"" + key + "=" + name + "\" of " + machine, REASON));
        }
    }
}
