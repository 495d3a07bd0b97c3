// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The machine: all `-machine` and `-M` together, as QEMU merges them.
final class Machine {
    private static final Set<String> WITHOUT_PCI = Set.of("isapc", "none");

    private final Properties properties;
    private final List<Argument> given;

    private Machine(Properties properties, List<Argument> given) {
        this.properties = properties;
        this.given = given;
    }

    static Machine of(List<Argument> arguments) {
        List<Argument> given = arguments.stream().filter(a -> a.is("machine")).toList();
        Map<String, String> merged = new LinkedHashMap<>();
        given.forEach(argument -> merged.putAll(argument.properties("type").all()));
        return new Machine(new Properties(merged), given);
    }

    Optional<String> memoryBackend() {
        return properties.get("memory-backend");
    }

    /// Accelerators in the order in which QEMU tries them, separated by colons.
    Optional<String> accelerators() {
        return properties.get("accel");
    }

    /// Refuses machines without PCI, as the added devices are PCI devices.
    void requirePci(Refusals refusals) {
        String type = properties.get("type").orElse("");
        if (type.equals("microvm") && !properties.isOn("pcie")) {
            refusals.add(
                    words()
                            + " has no PCI, which the graphics card needs: make it -M"
                            + " microvm,pcie=on");
        }
        if (WITHOUT_PCI.contains(type)) {
            refusals.add(
                    words()
                            + " has no PCI, which the graphics card needs: choose another"
                            + " machine, such as -M q35");
        }
    }

    private String words() {
        return String.join(" and ", given.stream().map(Argument::toString).toList());
    }
}
