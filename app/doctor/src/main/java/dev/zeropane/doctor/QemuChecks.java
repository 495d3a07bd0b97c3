// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import dev.zeropane.doctor.Finding.Status;
import dev.zeropane.qemu.command.QemuCommand;
import dev.zeropane.qemu.command.Release;
import dev.zeropane.qemu.process.ProgramOutput;
import dev.zeropane.qemu.process.QemuProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Checks the user's QEMU.
final class QemuChecks {
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Pattern DEVICE = Pattern.compile("name \"([\\w.-]+)\"");
    private static final List<String> SCREENS = List.of("vhost-user-gpu-pci", "vhost-user-vga");
    private static final List<String> OTHER_DEVICES =
            List.of(
                    "virtio-keyboard-pci",
                    "virtio-tablet-pci",
                    "vhost-user-input-pci",
                    "vfio-user-pci");
    private static final List<String> WINDOWS = List.of("gtk", "sdl");
    private static final List<String> OTHER_DISPLAYS = List.of("dbus", "egl-headless");

    private QemuChecks() {}

    static List<Finding> examine(Host host) throws InterruptedException {
        Optional<Path> program = host.onPath(QemuProgram.NAME);
        if (program.isEmpty()) {
            Finding none =
                    new Finding(
                                    "qemu",
                                    "QEMU",
                                    Status.WARN,
                                    "no "
                                            + QemuProgram.NAME
                                            + " on the PATH: no virtual machines but the demo's,"
                                            + " which fetches one on Debian")
                            .remedy(getQemu(host));
            return withoutQemu(host, none);
        }
        Optional<String> version = QemuProgram.version(ask(program.get(), "--version"));
        if (version.isEmpty()) {
            String text = program.get() + " does not tell its version";
            return withoutQemu(
                    host, new Finding("qemu", "QEMU", Status.WARN, text).remedy(getQemu(host)));
        }
        return List.of(
                version(version.get(), program.get()),
                devices(host, program.get()),
                displays(host, program.get()),
                clipboard(host, program.get()),
                KvmCheck.examine(host, program));
    }

    private static List<Finding> withoutQemu(Host host, Finding why) throws InterruptedException {
        return List.of(
                why,
                unknown("qemu-devices", "QEMU devices"),
                unknown("qemu-displays", "QEMU displays"),
                unknown("qemu-clipboard", "QEMU clipboard"),
                KvmCheck.examine(host, Optional.empty()));
    }

    private static String getQemu(Host host) {
        return host.install("qemu-system-x86", "QEMU for x86-64 guests");
    }

    private static Finding unknown(String id, String what) {
        return new Finding(id, what, Status.INFO, "no QEMU to ask");
    }

    private static Finding version(String number, Path program) {
        boolean old = Release.of(number).major() < QemuProgram.OLDEST;
        Finding finding =
                new Finding(
                                "qemu",
                                "QEMU",
                                old ? Status.WARN : Status.OK,
                                number
                                        + ", "
                                        + program
                                        + (old
                                                ? ": refuses vhost-user devices in guests that run"
                                                        + " without KVM"
                                                : ""))
                        .value("version", number)
                        .value("program", program.toString());
        return old
                ? finding.remedy(
                        "install QEMU "
                                + QemuProgram.OLDEST
                                + " or newer (Debian 12: from its backports)")
                : finding;
    }

    private static Finding devices(Host host, Path program) throws InterruptedException {
        Set<String> offered =
                DEVICE.matcher(ask(program, "-device", "help"))
                        .results()
                        .map(match -> match.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        List<String> missing = missing(SCREENS, offered);
        Finding finding =
                offers(
                        "qemu-devices",
                        "QEMU devices",
                        SCREENS,
                        OTHER_DEVICES,
                        offered,
                        !missing.isEmpty());
        return missing.isEmpty()
                ? finding
                : finding.remedy(
                        host.install("qemu-system-x86", "a QEMU built with vhost-user devices")
                                + " # guests are shown through these devices");
    }

    private static Finding displays(Host host, Path program) throws InterruptedException {
        Set<String> offered = Set.copyOf(ask(program, "-display", "help").lines().toList());
        boolean window = WINDOWS.stream().anyMatch(offered::contains);
        boolean dbus = offered.contains("dbus");
        Finding finding =
                offers(
                        "qemu-displays",
                        "QEMU displays",
                        WINDOWS,
                        OTHER_DISPLAYS,
                        offered,
                        !(window && dbus));
        if (!window) {
            finding =
                    finding.remedy(
                            host.install("qemu-system-gui", "QEMU's gtk or sdl display")
                                    + " # a window of QEMU's own");
        }
        if (!dbus) {
            finding =
                    finding.remedy(
                            host.install("qemu-system-modules-opengl", "QEMU's D-Bus display")
                                    + " # dbus: a guest that follows its window's size");
        }
        return finding;
    }

    /// What `run --clipboard` needs of QEMU; the guest needs an agent besides.
    private static Finding clipboard(Host host, Path program) throws InterruptedException {
        boolean agent = QemuCommand.hasClipboardAgent(ask(program, "-chardev", "help"));
        boolean dbus = ask(program, "-display", "help").lines().toList().contains("dbus");
        String text =
                agent && dbus
                        ? "guest and host can share one; the guest needs spice-vdagent for it"
                        : "no run --clipboard: there is no "
                                + (agent
                                        ? "D-Bus display"
                                        : dbus
                                                ? "chardev qemu-vdagent"
                                                : "chardev qemu-vdagent, and no D-Bus display");
        Finding finding =
                new Finding(
                                "qemu-clipboard",
                                "QEMU clipboard",
                                agent && dbus ? Status.OK : Status.WARN,
                                text)
                        .value("agent", agent)
                        .value("dbus", dbus);
        if (!agent) {
            finding =
                    finding.remedy(
                            host.install("qemu-system-x86", "a QEMU built with qemu-vdagent"));
        }
        return dbus
                ? finding
                : finding.remedy(
                        host.install("qemu-system-modules-opengl", "QEMU's D-Bus display"));
    }

    private static Finding offers(
            String id,
            String what,
            List<String> first,
            List<String> more,
            Set<String> offered,
            boolean warn) {
        List<String> asked = Stream.concat(first.stream(), more.stream()).toList();
        List<String> there = asked.stream().filter(offered::contains).toList();
        List<String> missing = missing(asked, offered);
        String text =
                (there.isEmpty() ? "none" : String.join(", ", there))
                        + (missing.isEmpty() ? "" : "; missing: " + String.join(", ", missing));
        return new Finding(id, what, warn ? Status.WARN : Status.OK, text)
                .value("offered", there)
                .value("missing", missing);
    }

    private static List<String> missing(List<String> asked, Set<String> offered) {
        return asked.stream().filter(name -> !offered.contains(name)).toList();
    }

    /// QEMU's output within the time limit; empty if QEMU cannot be started.
    private static String ask(Path program, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            return ProgramOutput.of(TIMEOUT, command).text();
        } catch (IOException e) {
            return "";
        }
    }
}
