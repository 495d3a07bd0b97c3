// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import dev.zeropane.qemu.command.Card;
import dev.zeropane.qemu.command.CommandRefusedException;
import dev.zeropane.qemu.command.QemuCommand;
import dev.zeropane.qemu.command.Sockets;
import dev.zeropane.qemu.command.UserInterface;
import dev.zeropane.qemu.process.QemuProgram;
import dev.zeropane.qemu.process.RunningQemu;
import dev.zeropane.qemu.process.ShellWords;
import dev.zeropane.service.CloseStack;
import dev.zeropane.service.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `zeropane run`: somebody's QEMU command, with our devices added to it.
@Command(
        name = "run",
        description = {
            "Runs a QEMU command with its screen, keyboard and pointer in a window of ours.",
            "",
            "Write it before any QEMU command: zeropane run -- qemu-system-x86_64 ... Memory that"
                    + " can be shared, a graphics card, a keyboard, a tablet and a touch screen are"
                    + " added; the rest of the command stays as it is."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showEndOfOptionsDelimiterInUsageHelp = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"QEMU's, or:", "1:QEMU was not started", "2:wrong usage"})
final class RunCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(RunCommand.class.getName());

    enum DeviceKind {
        GPU,
        VGA;

        /// As typed, and as a shell completes it.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec private CommandSpec spec;

    @Mixin private DisplayMixin display;

    @Option(
            names = "--device",
            paramLabel = "gpu|vga",
            description = {
                "the graphics card (default: gpu)",
                "gpu: a virtio-gpu",
                "vga: a bochs-display, for guests without a driver for that; needs QEMU 10.1, has"
                        + " one screen, and keeps its size"
            })
    private DeviceKind device = DeviceKind.GPU;

    @Mixin private OutputsMixin outputs;

    @Parameters(arity = "1..*", paramLabel = "QEMU", description = "the QEMU command")
    private List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (device == DeviceKind.VGA) {
            requireVgaCan();
        }
        if (outputs.count() > 1
                && display.vmm().isPresent()
                && display.displays().contains(new DisplayOption.Wayland())) {
            // The sizes are QEMU's then, and a pointer in our windows would be somewhere else.
            throw new ParameterException(
                    spec.commandLine(),
                    "--max-outputs "
                            + outputs.count()
                            + ": several screens are shown by vmm or by wayland, not by both");
        }
        QemuCommand typed = parse();
        QemuProgram qemu = QemuProgram.of(typed);
        Card card = card(typed, qemu);
        UserInterface ui = userInterface(qemu);
        CloseStack started = new CloseStack();
        TemporaryDirectory directory = new TemporaryDirectory();
        started.add(directory::close);
        Sockets sockets = Sockets.in(directory.path());
        AtomicReference<Optional<RunningQemu>> running = new AtomicReference<>(Optional.empty());
        try (OnExit _ =
                new OnExit(
                        started::close,
                        RunningQemu.TO_END,
                        () -> running.get().map(RunningQemu::status).orElse(OptionalInt.empty()))) {
            QemuCommand.Edited edited = edit(typed, qemu, sockets, ui, card);
            new RunDevices(
                            sockets,
                            display,
                            card,
                            edited.losesPages(),
                            // So that nothing is left behind even if we are killed.
                            directory::closeLater,
                            () -> running.get().ifPresent(RunningQemu::terminate))
                    .start(started, ui);
            sayWhereToLook(card);
            RunningQemu process =
                    RunningQemu.start(edited.words(), edited.triesSound(), StandardError.direct());
            running.set(Optional.of(process));
            started.add(process::close);
            return process.awaitEnd();
        }
    }

    private void requireVgaCan() {
        DisplayOption.refuseVmm(display.displays(), spec.commandLine());
        if (outputs.count() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--max-outputs " + outputs.count() + ": --device vga has one screen");
        }
    }

    private Card card(QemuCommand typed, QemuProgram qemu)
            throws IOException, InterruptedException {
        return device == DeviceKind.GPU
                ? new Card.Gpu(outputs.count())
                : new Card.Vga(qemu.hasVgaRom(typed.dataFolders()));
    }

    private void sayWhereToLook(Card card) {
        for (DisplayOption option : display.displays()) {
            String place =
                    switch (option) {
                        case DisplayOption.Wayland() ->
                                outputs.count() == 1 ? "in a window" : "in windows";
                        case DisplayOption.Png(Path directory) ->
                                "in "
                                        + directory.resolve("screen-0.png")
                                        + (outputs.count() == 1 ? "" : " and so on");
                        case DisplayOption.Vmm _, DisplayOption.None() -> "";
                    };
            if (!place.isEmpty()) {
                LOG.log(
                        System.Logger.Level.INFO,
                        (outputs.count() == 1
                                        ? "the guest's screen is "
                                        : "the guest's screens are ")
                                + place
                                + (card instanceof Card.Vga(boolean rom) && rom
                                        ? ""
                                        : " once the guest draws; UEFI does, a BIOS does not"));
            }
        }
    }

    private UserInterface userInterface(QemuProgram qemu) throws IOException, InterruptedException {
        if (device == DeviceKind.VGA) {
            // Nobody tells the guest of a VGA to take another size.
            return new UserInterface.None();
        }
        if (display.vmm().isPresent()) {
            return new UserInterface.Own(() -> window(qemu));
        }
        if (qemu.hasDbus()) {
            return new UserInterface.Dbus();
        }
        LOG.log(
                System.Logger.Level.WARNING,
                qemu.name()
                        + " has no D-Bus display: the guest's screen keeps its size whatever the"
                        + " window's (Debian: install qemu-system-modules-opengl)");
        return new UserInterface.None();
    }

    private static String window(QemuProgram qemu) {
        try {
            return qemu.window();
        } catch (IOException e) {
            throw new CommandFailedException(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        }
    }

    private QemuCommand parse() {
        try {
            return QemuCommand.of(command);
        } catch (CommandRefusedException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private QemuCommand.Edited edit(
            QemuCommand typed, QemuProgram qemu, Sockets sockets, UserInterface ui, Card card) {
        try {
            QemuCommand.Edited edited = typed.edit(qemu.release(), sockets, ui, card);
            edited.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
            LOG.log(System.Logger.Level.DEBUG, "starting " + ShellWords.quote(edited.words()));
            return edited;
        } catch (CommandRefusedException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
