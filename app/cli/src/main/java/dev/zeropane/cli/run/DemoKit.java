// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.run;

import dev.zeropane.cli.option.DeviceKind;
import dev.zeropane.qemu.process.QemuProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `zeropane demo` boots Linux with, made if need be. Its [#command] could as well be given to
/// `zeropane run`.
///
/// @param qemu the user's own if it can do it, else the toolbox's
record DemoKit(QemuProgram qemu, Path kernel, Path initramfs) {
    static DemoKit find(DeviceKind device) throws IOException, InterruptedException {
        QemuProgram qemu = qemu(device);
        Path guest = Toolbox.guest();
        return new DemoKit(qemu, guest.resolve("vmlinuz"), guest.resolve("initramfs"));
    }

    private static QemuProgram qemu(DeviceKind device) throws IOException, InterruptedException {
        Optional<QemuProgram> own = QemuProgram.onPath();
        if (own.isPresent() && can(own.get(), device)) {
            return own.get();
        }
        String version = device == DeviceKind.GPU ? "10.0" : "11.1";
        Path program = Toolbox.root().resolve("bin").resolve(QemuProgram.NAME + "-" + version);
        return new QemuProgram(
                List.of(program.toString()), "the toolbox's " + QemuProgram.NAME, version);
    }

    private static boolean can(QemuProgram qemu, DeviceKind device)
            throws IOException, InterruptedException {
        return switch (device) {
            case GPU -> qemu.hasGpu();
            case VGA -> qemu.hasVga();
        };
    }

    String description() {
        return qemu.name() + " (QEMU " + qemu.version() + ")";
    }

    /// @param serial QEMU's word for where the guest's serial port is
    List<String> command(String serial) {
        List<String> command = new ArrayList<>(qemu.start());
        // One processor: with two, QEMU's emulation has lost races and aborted (docs/run.md).
        command.addAll(
                List.of(
                        "-M",
                        "q35",
                        "-accel",
                        "tcg,thread=multi",
                        "-cpu",
                        "max",
                        "-m",
                        "512M",
                        "-nodefaults",
                        "-no-user-config",
                        "-no-reboot",
                        "-name",
                        "demo",
                        "-kernel",
                        kernel.toString(),
                        "-initrd",
                        initramfs.toString(),
                        "-append",
                        "console=ttyS0 quiet loglevel=0 consoleblank=0 panic=-1",
                        "-serial",
                        serial));
        return command;
    }
}
