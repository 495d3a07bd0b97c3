// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A virtual machine in QEMU, emulated, with its monitor and its serial port at hand.
public final class Vm implements Shell, AutoCloseable {
    public static final String MEMFD = "memory-backend-memfd,share=on";

    /// The name of a card of ours within QEMU.
    public static final String CARD = "card";

    /// Kernel options with which nothing but the test draws on the screen, and nothing blinks.
    private static final String KERNEL_COMMAND_LINE =
            "console=ttyS0 quiet loglevel=0 vt.global_cursor_default=0 consoleblank=0 panic=-1"
                    + " zeropane.test ";

    private final Path directory;
    private final Program qemu;
    private final Qmp qmp;
    private final SerialConsole serial;

    private Vm(Path directory, Program qemu, Qmp qmp, SerialConsole serial) {
        this.directory = directory;
        this.qemu = qemu;
        this.qmp = qmp;
        this.serial = serial;
    }

    /// Arguments of QEMU to boot the toolbox's Linux.
    ///
    /// @param more to put on the kernel's command line
    public static List<String> linux(String more) {
        return List.of(
                "-kernel",
                Toolbox.kernel().toString(),
                "-initrd",
                Toolbox.initramfs().toString(),
                "-append",
                KERNEL_COMMAND_LINE + more);
    }

    /// The prompt of UEFI firmware's shell.
    public static final String SHELL_PROMPT = "Shell> ";

    private static final String NOTHING_TO_BOOT = "BdsDxe: No bootable option";

    /// Arguments of QEMU to start UEFI firmware and no system.
    public static List<String> firmware() {
        return List.of("-bios", Toolbox.ovmf().toString());
    }

    /// Arguments of QEMU for a graphics card of ours.
    public static List<String> served(String device, Path socket) {
        return servedBy(device, "path=" + socket);
    }

    /// Arguments of QEMU for a graphics card of ours.
    ///
    /// @param socket the property of a `chardev` that says which socket
    static List<String> servedBy(String device, String socket) {
        return List.of(
                "-chardev",
                "socket,id=gpu," + socket,
                "-device",
                device + ",chardev=gpu,id=" + CARD);
    }

    /// Arguments of QEMU for a vfio-user device of ours.
    ///
    /// @param more properties as members of a JSON object, each after a comma
    public static List<String> vfioUser(Path socket, String more) {
        return List.of(
                "-device",
                """
                {"driver":"vfio-user-pci","id":"%s","rombar":0,\
                "socket":{"type":"unix","path":"%s"}%s}\
                """
                        .formatted(CARD, socket, more));
    }

    /// Starts a virtual machine and waits for its monitor.
    ///
    /// @param memory the memory backend's type and properties
    @SafeVarargs
    public static Vm start(
            Path parent, QemuVersion version, String memory, List<String>... moreArguments) {
        return startBy(List.of(), parent, version, memory, moreArguments);
    }

    /// Has a launcher start a virtual machine, and waits for its monitor.
    ///
    /// @param launcher a program with its first arguments, the rest of which is QEMU's command line
    @SafeVarargs
    public static Vm startBy(
            List<String> launcher,
            Path parent,
            QemuVersion version,
            String memory,
            List<String>... moreArguments) {
        Path directory;
        try {
            directory = Files.createTempDirectory(parent, "vm-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Peer monitor = new Peer(directory.resolve("qmp"));
                Peer console = new Peer(directory.resolve("serial"))) {
            List<String> command = new ArrayList<>(launcher);
            command.addAll(
                    List.of(
                            Toolbox.qemu(version).toString(),
                            "-nodefaults",
                            "-no-user-config",
                            "-machine",
                            "q35,memory-backend=ram",
                            "-accel",
                            "tcg,thread=multi",
                            "-cpu",
                            "max",
                            "-m",
                            "512M",
                            "-object",
                            memory + ",id=ram,size=512M",
                            "-display",
                            "none",
                            "-qmp",
                            "unix:" + monitor.path(),
                            "-chardev",
                            "socket,id=serial,path=" + console.path(),
                            "-serial",
                            "chardev:serial"));
            for (List<String> more : moreArguments) {
                command.addAll(more);
            }
            Program qemu = Program.start(directory, Map.of(), command);
            try {
                SerialConsole serial = new SerialConsole(console.accept(qemu));
                return new Vm(directory, qemu, new Qmp(monitor.accept(qemu)), serial);
            } catch (RuntimeException | AssertionError e) {
                qemu.close();
                throw e;
            }
        }
    }

    public Program qemu() {
        return qemu;
    }

    public Qmp qmp() {
        return qmp;
    }

    public SerialConsole serial() {
        return serial;
    }

    /// Waits until Linux has booted.
    public void awaitLinux() {
        serial.awaitReady();
    }

    /// Waits until UEFI firmware has started its shell and prompts. On a busy host the shell may
    /// not find its console's devices in time, with cards of QEMU's own as well ("failed to start
    /// ... Device Error"): the firmware then waits for a key, and is reset, once.
    void awaitShell() {
        if (!serial.awaitOneOf(SHELL_PROMPT, NOTHING_TO_BOOT).equals(SHELL_PROMPT)) {
            reset();
            serial.awaitText(SHELL_PROMPT);
        }
    }

    /// Plugs a vfio-user device of ours into a port, while the guest runs.
    public void plugVfioUser(Path socket, String port) {
        qmp.execute(
                "device_add",
                Map.of(
                        "driver",
                        "vfio-user-pci",
                        "id",
                        CARD,
                        "bus",
                        port,
                        "rombar",
                        0,
                        "socket",
                        Map.of("type", "unix", "path", socket.toString())));
    }

    /// Resets the machine, whatever the guest is doing.
    public void reset() {
        serial.forget();
        qmp.executeUntil("RESET", "system_reset", Map.of());
    }

    @Override
    public String run(String command) {
        return serial.run(command);
    }

    /// The picture of QEMU's own display; empty while the guest has set no mode.
    public Optional<Picture> screendump() {
        return screendump(Map.of());
    }

    /// What QEMU's own display shows on one of the outputs of a card of ours; the first is 0.
    public Optional<Picture> screendump(int output) {
        return screendump(Map.of("device", CARD, "head", output));
    }

    private Optional<Picture> screendump(Map<String, Object> which) {
        Path file = directory.resolve("screendump.png");
        Map<String, Object> arguments = new HashMap<>(which);
        arguments.put("filename", file.toString());
        arguments.put("format", "png");
        return qmp.tryExecute("screendump", arguments)
                ? Picture.readIfThere(file)
                : Optional.empty();
    }

    @Override
    public void close() {
        qemu.close();
        qmp.close();
        serial.close();
    }
}
