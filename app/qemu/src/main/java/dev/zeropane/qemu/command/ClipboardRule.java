// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.List;
import java.util.function.Predicate;

/// The channel to the agent that does the guest's part of a shared clipboard: SPICE's vdagent,
/// whose host's part QEMU has itself.
final class ClipboardRule {
    /// QEMU's name of that part: a chardev.
    static final String AGENT = "qemu-vdagent";

    /// By this name the guest's agent finds its port.
    private static final String PORT = "com.redhat.spice.0";

    private ClipboardRule() {}

    /// The options to add. A channel that is there already is taken, if it carries the clipboard.
    static List<String> additions(List<Argument> arguments, Refusals refusals) {
        List<Argument> agents = matching(arguments, ClipboardRule::isAgent);
        agents.stream()
                .filter(agent -> !agent.properties("backend").isOn("clipboard"))
                .forEach(agent ->
                        refusals.add(
                                "add clipboard=on to " + agent + ": --clipboard goes through it"));
        if (!agents.isEmpty()) {
            return List.of();
        }
        matching(arguments, ClipboardRule::isPort)
                .forEach(port ->
                        refusals.delete(
                                port,
                                "--clipboard brings the port of the guest's agent, and a guest has"
                                        + " one"));
        return List.of(
                "-chardev",
                // Its mouse would take the pointer from the guest's other devices.
                AGENT + ",id=zeropane-agent,name=vdagent,clipboard=on,mouse=off",
                "-device",
                // Of its own, so that it does not matter which controllers there are, and where.
                "virtio-serial-pci,id=zeropane-serial,max_ports=2",
                "-device",
                "virtserialport,id=zeropane-agent,bus=zeropane-serial.0,chardev=zeropane-agent,name="
                        + PORT);
    }

    private static List<Argument> matching(List<Argument> arguments, Predicate<Argument> wanted) {
        return arguments.stream().filter(wanted).toList();
    }

    private static boolean isAgent(Argument argument) {
        return argument.is("chardev")
                && argument.properties("backend").get("backend").filter(AGENT::equals).isPresent();
    }

    private static boolean isPort(Argument argument) {
        return argument.device().filter("virtserialport"::equals).isPresent()
                && argument.properties("driver").get("name").filter(PORT::equals).isPresent();
    }
}
