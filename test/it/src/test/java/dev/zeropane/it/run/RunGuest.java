// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import dev.zeropane.it.compositor.Compositor;
import dev.zeropane.it.rig.Peer;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SerialConsole;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The toolbox's Linux in a QEMU that `zeropane run` starts, with a window in a compositor and its
/// serial port at hand.
public final class RunGuest implements AutoCloseable {
    private final Program run;
    private final SerialConsole serial;

    private RunGuest(Program run, SerialConsole serial) {
        this.run = run;
        this.serial = serial;
    }

    /// Starts it and waits until Linux has booted. Nothing is on its screen then.
    ///
    /// @param options of `zeropane run`, beside its display
    static RunGuest boot(Path directory, Compositor compositor, String... options) {
        return boot(directory, compositor.socket(), QemuVersion.QEMU_10_0, options);
    }

    /// As the other.
    ///
    /// @param socket the compositor's
    static RunGuest boot(Path directory, Path socket, QemuVersion version, String... options) {
        return boot(directory, socket, version, List.of(), options);
    }

    /// As the others.
    ///
    /// @param machine more arguments of QEMU
    public static RunGuest boot(
            Path directory,
            Path socket,
            QemuVersion version,
            List<String> machine,
            String... options) {
        List<String> system = new ArrayList<>(machine);
        system.addAll(Vm.linux(""));
        RunGuest guest = start(directory, socket, version, system, options);
        try {
            guest.serial.awaitReady();
            return guest;
        } catch (RuntimeException | AssertionError e) {
            guest.close();
            throw e;
        }
    }

    /// Starts one with UEFI firmware and no system, and does not wait for it.
    static RunGuest firmware(Path directory, Compositor compositor) {
        return start(directory, compositor.socket(), QemuVersion.QEMU_10_0, Vm.firmware());
    }

    private static RunGuest start(
            Path directory,
            Path socket,
            QemuVersion version,
            List<String> system,
            String... options) {
        try (Peer console = new Peer(directory.resolve("serial"))) {
            List<String> words = new ArrayList<>(List.of("run", "--display=wayland"));
            words.addAll(List.of(options));
            words.add("--");
            words.add(Toolbox.qemu(version).toString());
            words.addAll(
                    List.of(
                            "-nodefaults",
                            "-no-user-config",
                            "-machine",
                            "q35",
                            "-accel",
                            "tcg,thread=multi",
                            "-cpu",
                            "max",
                            "-m",
                            "512M",
                            "-chardev",
                            "socket,id=serial,path=" + console.path(),
                            "-serial",
                            "chardev:serial"));
            words.addAll(system);
            Program run =
                    Zeropane.start(
                            directory,
                            Map.of("WAYLAND_DISPLAY", socket.toString()),
                            words.toArray(String[]::new));
            try {
                return new RunGuest(run, new SerialConsole(console.accept(run)));
            } catch (RuntimeException | AssertionError e) {
                run.close();
                throw e;
            }
        }
    }

    public Program process() {
        return run;
    }

    public SerialConsole serial() {
        return serial;
    }

    @Override
    public void close() {
        run.close();
        serial.close();
    }
}
