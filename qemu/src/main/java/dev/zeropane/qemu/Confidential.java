package dev.zeropane.qemu;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Guests whose memory the processor keeps from their host: nobody there can show what they draw.
final class Confidential {
    private static final Set<String> OBJECTS = Set.of("sev-guest", "sev-snp-guest", "tdx-guest");

    /// Of `-machine`; the second is the older name.
    private static final List<String> MACHINE_KEYS =
            List.of("confidential-guest-support", "memory-encryption");

    private static final String REASON =
            "the memory of a confidential guest is closed to this process, and its screen is there";

    private Confidential() {}

    /// @throws CommandRefusedException if the guest is one
    static void refuse(List<Argument> arguments) {
        for (Argument argument : arguments) {
            if (isObject(argument)) {
                throw CommandRefusedException.delete(argument, REASON);
            }
            if (argument.is("machine")) {
                refuseMachine(argument);
            }
        }
    }

    private static boolean isObject(Argument argument) {
        Optional<String> type =
                argument.is("object")
                        ? argument.properties("qom-type").get("qom-type")
                        : Optional.empty();
        return type.filter(OBJECTS::contains).isPresent();
    }

    /// Of a machine only these words are in the way.
    private static void refuseMachine(Argument machine) {
        for (String key : MACHINE_KEYS) {
            Optional<String> id = machine.properties("type").get(key);
            if (id.isPresent()) {
                throw new CommandRefusedException(
                        "delete \""
                                + key
                                + "="
                                + id.get()
                                + "\" of \""
                                + machine
                                + "\": "
                                + REASON);
            }
        }
    }
}
