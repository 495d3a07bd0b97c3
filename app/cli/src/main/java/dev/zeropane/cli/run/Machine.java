// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.run;

import dev.zeropane.cli.option.DeviceKind;
import dev.zeropane.cli.option.DisplayMixin;
import dev.zeropane.cli.option.DisplayOption;
import dev.zeropane.cli.option.WaylandMixin;
import dev.zeropane.control.ControlServer;
import dev.zeropane.display.Mode;
import dev.zeropane.qemu.command.Card;
import dev.zeropane.qemu.command.CommandRefusedException;
import dev.zeropane.qemu.command.QemuCommand;
import dev.zeropane.qemu.command.Sockets;
import dev.zeropane.qemu.command.UserInterface;
import dev.zeropane.qemu.monitor.QemuLink;
import dev.zeropane.qemu.process.QemuFailedException;
import dev.zeropane.qemu.process.QemuProgram;
import dev.zeropane.qemu.process.RunningQemu;
import dev.zeropane.qemu.process.ShellWords;
import dev.zeropane.service.CloseStack;
import dev.zeropane.service.InputService;
import dev.zeropane.service.MachineService;
import dev.zeropane.service.MachineSettings;
import dev.zeropane.service.MachineSettings.Sizing;
import dev.zeropane.service.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// A virtual machine with our devices, as `run` and `demo` start it: what it connects to, and the
/// QEMU that is it, if it is one. Any thread may close it.
final class Machine implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Machine.class.getName());

    private static final Path DEMO = Path.of("demo");

    /// Starts a command.
    interface Starter {
        RunningQemu start(QemuCommand.Edited command, Card card) throws IOException;
    }

    private final CommandLine command;
    private final DisplayMixin display;
    private final CloseStack started = new CloseStack();
    private boolean vsock;
    private Optional<ClipboardSharing> clipboard = Optional.empty();
    private volatile Optional<ControlServer> control = Optional.empty();
    private volatile Optional<RunningQemu> running = Optional.empty();

    /// @param command to say what is wrong with its arguments
    Machine(CommandLine command, DisplayMixin display) {
        this.command = command;
        this.display = display;
    }

    /// The QEMU to be started gets a vsock device, too.
    void addVsock() {
        vsock = true;
    }

    /// The QEMU to be started shares its guest's clipboard.
    void shareClipboard() {
        clipboard = Optional.of(new ClipboardSharing());
    }

    /// Starts QEMU with our devices.
    ///
    /// @param words its command, as somebody typed it
    /// @param size of the screens at first
    /// @param windowClosed called when somebody closes the first screen's window, on the display's
    ///   thread
    RunningQemu start(
            List<String> words,
            DeviceKind device,
            int outputs,
            Mode size,
            Runnable windowClosed,
            Starter starter)
            throws IOException, InterruptedException {
        requireAble(device, outputs);
        QemuCommand typed = parse(words);
        QemuProgram qemu = QemuProgram.of(typed);
        Card card =
                device == DeviceKind.GPU
                        ? new Card.Gpu(outputs)
                        : new Card.Vga(qemu.hasVgaRom(typed.dataFolders()));
        UserInterface ui = userInterface(qemu, device);
        TemporaryDirectory directory = directory();
        Sockets sockets =
                vsock ? Sockets.in(directory.path()).withVsock() : Sockets.in(directory.path());
        QemuCommand.Edited edited = edit(typed, qemu, sockets, ui, card);
        QemuLink link = link(ui, sockets);
        serve(
                settings(sockets, directory)
                        .card(
                                device == DeviceKind.GPU
                                        ? new MachineSettings.Card.Gpu(outputs)
                                        : new MachineSettings.Card.Vga())
                        .size(size)
                        // A user interface of QEMU's says itself how large its windows are.
                        .sizing(display.vmm().isPresent() ? Sizing.BY_VMM : Sizing.BY_WINDOWS)
                        .resizer(link.sizes())
                        .hands(link.hands())
                        .losesPages(edited.losesPages()),
                outputs,
                windowClosed);
        if (sockets.vsock().isPresent()) {
            VsockPlace.serve(sockets.vsock().get(), started);
        }
        try {
            return started.open(() -> start(starter, edited, card), RunningQemu::close);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Whoever closes the machine meanwhile waits for this, so that QEMU's status is known then.
    private RunningQemu start(Starter starter, QemuCommand.Edited edited, Card card) {
        try {
            RunningQemu qemuProcess = starter.start(edited, card);
            running = Optional.of(qemuProcess);
            return qemuProcess;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Serves one screen, which keeps its size, to a guest that is no QEMU.
    ///
    /// @return where its graphics card is
    Path serve(Mode size, Runnable windowClosed) throws IOException {
        TemporaryDirectory directory = directory();
        Sockets sockets = Sockets.in(directory.path());
        serve(
                settings(sockets, directory).size(size).sizing(Sizing.FIXED).name(DEMO),
                1,
                windowClosed);
        return sockets.gpu();
    }

    /// What else is to be closed, before what was started until now.
    void add(Runnable close) {
        started.add(close);
    }

    /// Once it is served.
    Optional<ControlServer> control() {
        return control;
    }

    /// Asks QEMU to end, as its own window does when it is closed.
    void terminate() {
        running.ifPresent(RunningQemu::terminate);
    }

    /// QEMU's exit status, if it has ended.
    OptionalInt status() {
        return running.map(RunningQemu::status).orElse(OptionalInt.empty());
    }

    @Override
    public void close() {
        started.close();
    }

    private TemporaryDirectory directory() throws IOException {
        TemporaryDirectory directory = new TemporaryDirectory();
        started.add(directory::close);
        return directory;
    }

    private MachineSettings.Builder settings(Sockets sockets, TemporaryDirectory directory) {
        return MachineSettings.builder(
                        sockets.gpu(),
                        new InputService.Sockets(
                                sockets.keyboard(), sockets.tablet(), sockets.touchScreen()))
                .vmm(display.vmm())
                .clipboard(clipboard.map(ClipboardSharing::clipboard))
                // So that nothing is left behind even if we are killed.
                .connected(directory::closeLater);
    }

    private void serve(MachineSettings.Builder settings, int outputs, Runnable windowClosed) {
        IntConsumer closed =
                scanout -> {
                    // The first screen's window stands for the machine, as QEMU's own does.
                    if (scanout == 0) {
                        windowClosed.run();
                    } else {
                        WaylandMixin.sayClosed(scanout);
                    }
                };
        settings.displays((input, sizes) -> display.open(outputs, input, sizes, closed));
        MachineService service = MachineService.start(settings.build());
        started.add(service::close);
        control = Optional.of(service.control());
    }

    private void requireAble(DeviceKind device, int outputs) {
        if (device == DeviceKind.VGA) {
            DisplayOption.refuseVmm(display.displays(), command);
            if (outputs > 1) {
                throw new ParameterException(
                        command, "--max-outputs " + outputs + ": --device vga has one screen");
            }
        }
        if (outputs > 1
                && display.vmm().isPresent()
                && display.displays().stream().anyMatch(Machine::hasPointer)) {
            // The sizes are QEMU's then, and a pointer in our windows would be somewhere else.
            throw new ParameterException(
                    command,
                    "--max-outputs "
                            + outputs
                            + ": several screens are shown by vmm or by wayland, web and vnc, not by both");
        }
    }

    private static boolean hasPointer(DisplayOption option) {
        return option instanceof DisplayOption.Wayland
                || option instanceof DisplayOption.Vnc
                || option instanceof DisplayOption.Web;
    }

    private QemuCommand parse(List<String> words) {
        try {
            return QemuCommand.of(words);
        } catch (CommandRefusedException e) {
            throw new ParameterException(command, e.getMessage());
        }
    }

    private UserInterface userInterface(QemuProgram qemu, DeviceKind device)
            throws IOException, InterruptedException {
        if (clipboard.isPresent()) {
            clipboard.get().requireAble(qemu, display, command);
            return new UserInterface.Dbus(true);
        }
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
            throw new QemuFailedException(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QemuFailedException("interrupted");
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
            throw new ParameterException(command, e.getMessage());
        }
    }

    private QemuLink link(UserInterface ui, Sockets sockets) {
        QemuLink link =
                QemuLink.listen(
                        sockets.monitor(),
                        ui instanceof UserInterface.Dbus,
                        problem -> LOG.log(System.Logger.Level.WARNING, problem));
        started.add(link::close);
        clipboard.ifPresent(shared -> shared.share(link));
        return link;
    }
}
