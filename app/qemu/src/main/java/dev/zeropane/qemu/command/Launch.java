// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// A command, split where QEMU's own part begins: `taskset`, `nice` and others may be before it.
///
/// @param before the words of these programs
/// @param environment the `env` commands among these words, which set QEMU's environment
/// @param qemu the words from QEMU's program on
record Launch(List<String> before, List<String> environment, List<String> qemu) {
    /// Names of QEMU programs.
    private static final Pattern QEMU = Pattern.compile("qemu-system-.+|qemu-kvm|kvm");

    private static final Set<String> SHELLS =
            Set.of("sh", "ash", "bash", "dash", "fish", "ksh", "mksh", "zsh");
    private static final Set<String> OTHER_USER = Set.of("sudo", "doas", "pkexec", "run0");
    private static final String RUN = "zeropane run --";

    /// Options of systemd-run that work for services, but not for scopes.
    private static final Set<String> OF_SERVICES =
            Set.of("-t", "--pty", "-P", "--pipe", "--wait", "-r", "--remain-after-exit");

    /// @param words of a command
    /// @throws CommandRefusedException if the first programs start QEMU where this process cannot
    ///   reach it, or it is unknown where QEMU begins; the message has a command that works
    static Launch of(List<String> words) {
        List<String> environment = new ArrayList<>();
        int at = 0;
        while (true) {
            String name = baseName(words.get(at));
            if (OTHER_USER.contains(name)) {
                throw otherUser(words, at);
            }
            if (SHELLS.contains(name)) {
                throw shell(words, at);
            }
            Wrapper wrapper = Wrapper.called(name);
            if (wrapper == null) {
                return new Launch(
                        words.subList(0, at), environment, words.subList(at, words.size()));
            }
            OptionalInt next = wrapper.command(words, at);
            if (next.isEmpty()) {
                throw new CommandRefusedException(
                        "where QEMU begins after "
                                + quoted(words.subList(at, words.size()))
                                + " cannot be told"
                                + instead(words));
            }
            List<String> own = words.subList(at, next.getAsInt());
            if (name.equals(Wrapper.SYSTEMD_RUN) && !own.contains("--scope")) {
                throw service(own, words.subList(next.getAsInt(), words.size()));
            }
            if (name.equals(Wrapper.ENV)) {
                environment.addAll(own);
            }
            at = next.getAsInt();
        }
    }

    /// The message that the command does not begin with a QEMU.
    ///
    /// @param words of the command, from that program on
    static String notQemuMessage(List<String> words) {
        String where = instead(words);
        return words.getFirst()
                + " is no QEMU"
                + (where.isEmpty()
                        ? ": the command has to begin with one, such as qemu-system-x86_64; in a"
                                + " script, write \""
                                + RUN
                                + "\" before it there"
                        : where);
    }

    /// Another user's QEMU has no access to this process's sockets, and this process cannot signal
    /// it.
    private static CommandRefusedException otherUser(List<String> words, int at) {
        String command = start(words, at + 1);
        return new CommandRefusedException(
                words.get(at)
                        + " starts QEMU out of our reach: start both by it, as in\n"
                        + "    "
                        + words.get(at)
                        + " env WAYLAND_DISPLAY=$WAYLAND_DISPLAY XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR "
                        + RUN
                        + " "
                        + command
                        + "\n  or QEMU without it: for KVM it is enough to be in the group kvm");
    }

    private static CommandRefusedException service(List<String> own, List<String> rest) {
        List<String> scope = new ArrayList<>(own);
        scope.removeIf(OF_SERVICES::contains);
        scope.add(1, "--scope");
        return new CommandRefusedException(
                "systemd-run without --scope starts QEMU as a service, out of our reach: write\n"
                        + "    "
                        + RUN
                        + " "
                        + String.join(" ", scope)
                        + " "
                        + start(rest, 0));
    }

    private static CommandRefusedException shell(List<String> words, int at) {
        String name = words.get(at);
        boolean text = words.size() > at + 1 && words.get(at + 1).equals("-c");
        return new CommandRefusedException(
                name
                        + " is no QEMU, and what it starts is not looked at: "
                        + (text
                                ? "write \""
                                        + RUN
                                        + "\" inside, before QEMU's name: "
                                        + name
                                        + " -c '"
                                        + RUN
                                        + " qemu-system-x86_64 ...'"
                                : "write \""
                                        + RUN
                                        + "\" in its script, before QEMU's name, and start that"
                                        + " script itself"));
    }

    /// A command that works, if there is a QEMU among the later words.
    private static String instead(List<String> words) {
        for (int at = 1; at < words.size(); at++) {
            if (isQemu(words.get(at))) {
                return ": write it before zeropane, as in\n    "
                        + String.join(" ", words.subList(0, at))
                        + " "
                        + RUN
                        + " "
                        + start(words, at);
            }
        }
        return "";
    }

    private static String start(List<String> words, int from) {
        for (int at = from; at < words.size(); at++) {
            if (isQemu(words.get(at))) {
                return words.get(at) + (at + 1 < words.size() ? " ..." : "");
            }
        }
        return "qemu-system-x86_64 ...";
    }

    private static String quoted(List<String> words) {
        return "\"" + String.join(" ", words.subList(0, Math.min(3, words.size()))) + "\"";
    }

    /// Judges by the name only.
    static boolean isQemu(String program) {
        return QEMU.matcher(baseName(program)).matches();
    }

    private static String baseName(String program) {
        return program.substring(program.lastIndexOf('/') + 1);
    }

    /// The PATH for finding the program, if the command itself sets it.
    Optional<String> path() {
        Optional<String> path = Optional.empty();
        for (String word : environment) {
            if (word.startsWith("PATH=")) {
                path = Optional.of(word.substring("PATH=".length()));
            }
        }
        return path;
    }

    Path program() {
        return Path.of(qemu.getFirst());
    }
}
