// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import dev.zeropane.qemu.process.PdeathSignal;
import dev.zeropane.qemu.process.QemuProgram;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A small Linux in QEMU with our device as its graphics card.
final class LinuxGuest implements DemoGuest {
    private static final System.Logger LOG = System.getLogger(LinuxGuest.class.getName());
    private static final String MEMORY = "512M";

    /// QEMU says no more than "The console requires display DMABUF support".
    private static final String NO_GPU =
            "; its window needs a GPU whose driver shares buffers (EGL_EXT_image_dma_buf_import):"
                    + " without one, use --display png:DIR";

    private final Process qemu;
    private final Path log;
    private final boolean interactive;
    private final boolean window;

    private LinuxGuest(Process qemu, Path log, boolean interactive, boolean window) {
        this.qemu = qemu;
        this.log = log;
        this.interactive = interactive;
        this.window = window;
    }

    /// What a Linux guest is made of.
    ///
    /// @param window QEMU's `-display` argument for a window, if there is to be one
    record Kit(QemuProgram qemu, Optional<String> window, Path kernel, Path initramfs) {}

    /// Finds QEMU and the guest's kernel, building the toolbox that holds them if need be.
    ///
    /// @param window whether QEMU should open a window
    static Kit prepare(boolean window) throws IOException, InterruptedException {
        QemuProgram qemu = find();
        Optional<String> argument = window ? Optional.of(qemu.window()) : Optional.empty();
        Path guest = Toolbox.guest();
        LOG.log(
                System.Logger.Level.INFO,
                "booting Linux in " + qemu.name() + " (QEMU " + qemu.version() + ")");
        return new Kit(qemu, argument, guest.resolve("vmlinuz"), guest.resolve("initramfs"));
    }

    /// The user's own QEMU if it can do it, else the toolbox's.
    private static QemuProgram find() throws IOException, InterruptedException {
        Optional<QemuProgram> own = QemuProgram.onPath();
        if (own.isPresent() && own.get().hasGpu()) {
            return own.get();
        }
        Path program = Toolbox.root().resolve("bin").resolve(QemuProgram.NAME + "-10.0");
        return new QemuProgram(List.of(program.toString()), "the toolbox's", "10.0");
    }

    static DemoGuest start(Kit kit, Path socket, Path directory) throws IOException {
        boolean interactive = isTerminal(System.console());
        Path log = directory.resolve("qemu.log");
        List<String> command = new ArrayList<>(PdeathSignal.prefix("KILL"));
        command.addAll(
                List.of(
                        kit.qemu().start().getLast(),
                        "-M",
                        "q35,memory-backend=ram",
                        "-accel",
                        "tcg,thread=multi",
                        "-cpu",
                        "max",
                        "-smp",
                        "2",
                        "-m",
                        MEMORY,
                        "-object",
                        "memory-backend-memfd,id=ram,share=on,size=" + MEMORY,
                        "-nodefaults",
                        "-no-user-config",
                        "-no-reboot",
                        "-display",
                        kit.window().orElse("none"),
                        "-chardev",
                        "socket,id=gpu,path=" + socket,
                        "-device",
                        "vhost-user-gpu-pci,chardev=gpu",
                        "-kernel",
                        kit.kernel().toString(),
                        "-initrd",
                        kit.initramfs().toString(),
                        "-append",
                        "console=ttyS0 quiet loglevel=0 consoleblank=0 panic=-1",
                        "-serial",
                        interactive ? "stdio" : "null"));
        ProcessBuilder builder = new ProcessBuilder(command);
        if (interactive) {
            builder.inheritIO();
        } else {
            builder.redirectInput(Path.of("/dev/null").toFile());
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
        }
        return new LinuxGuest(builder.start(), log, interactive, kit.window().isPresent());
    }

    // JDK 25 went back to null where there is no terminal; the check knows JDK 22 to 24 only.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal(Console console) {
        return console != null && console.isTerminal();
    }

    @Override
    public boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
        return qemu.waitFor(time, unit);
    }

    @Override
    public Optional<String> failure() {
        if (qemu.isAlive() || qemu.exitValue() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                "QEMU ended with status "
                        + qemu.exitValue()
                        + (interactive ? "" : ": " + output())
                        + (window ? NO_GPU : ""));
    }

    private String output() {
        try {
            String text = Files.readString(log, StandardCharsets.UTF_8).strip();
            if (text.contains("requires kvm")) {
                return text
                        + " (this QEMU is too old for emulated guests: install QEMU 8 or newer)";
            }
            return text;
        } catch (IOException e) {
            return "its output cannot be read: " + e;
        }
    }

    @Override
    public void close() {
        qemu.destroy();
        try {
            if (!qemu.waitFor(3, TimeUnit.SECONDS)) {
                // Not for ever: the kernel may keep it in a call that does not return.
                boolean _ = qemu.destroyForcibly().waitFor(3, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            qemu.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
