// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A user's QEMU command line, to which devices are added. The user's words stay unchanged;
/// additions follow them.
public final class QemuCommand {
    /// Before this version, QEMU gives emulated guests no vhost-user devices.
    private static final int FIRST_WITHOUT_KVM = 8;

    private static final Release FIRST_WITH_VFIO_USER = new Release(10, 1);

    private static final String BALLOON = "virtio-balloon";
    private static final String RESIZABLE = "virtio-mem";

    private final List<String> words;
    private final Launch launch;

    private QemuCommand(List<String> words) {
        this.words = List.copyOf(words);
        this.launch = Launch.of(words);
    }

    /// The command to start.
    ///
    /// @param words from the program on
    /// @param warnings what the user should know
    /// @param losesPages whether the guest may lose pages that hold a picture while it runs: a
    ///   dma-buf would go on showing the lost pages
    /// @param triesSound whether QEMU chooses an audio driver itself: some versions try to load all
    ///   audio modules
    public record Edited(
            List<String> words, List<String> warnings, boolean losesPages, boolean triesSound) {}

    /// @param words from the program on, or from other programs that start it
    /// @throws CommandRefusedException if QEMU would be started where this process cannot reach it;
    ///   the message has a command that works
    public static QemuCommand of(List<String> words) {
        return new QemuCommand(words);
    }

    /// QEMU's program as typed: a path, or a name to find in PATH.
    public String program() {
        return launch.qemu().getFirst();
    }

    /// Whether the program has the name of a QEMU, so that it may be run with `--version`. A script
    /// with another name might start a machine then.
    public boolean isCalledQemu() {
        return Launch.isQemu(program());
    }

    /// The message for users that the program is not a QEMU.
    public String notQemuMessage() {
        return Launch.notQemuMessage(launch.qemu());
    }

    /// Words before the program that set its environment.
    public List<String> environment() {
        return launch.environment();
    }

    /// The PATH for finding the program, if the command itself sets it.
    public Optional<String> path() {
        return launch.path();
    }

    /// The `-L` options, which tell QEMU where its own files are.
    public List<String> dataFolders() {
        List<String> options = new ArrayList<>();
        for (Argument argument : typed()) {
            if (argument.is("L")) {
                argument.value().ifPresent(folder -> options.addAll(List.of("-L", folder)));
            }
        }
        return options;
    }

    /// Whether a QEMU has what a shared clipboard needs ([UserInterface.Dbus]).
    ///
    /// @param chardevs what it answers to `-chardev help`
    public static boolean hasClipboardAgent(String chardevs) {
        return chardevs.lines().anyMatch(line -> line.strip().equals(ClipboardRule.AGENT));
    }

    private List<Argument> typed() {
        return Argument.parse(launch.qemu().subList(1, launch.qemu().size()));
    }

    /// The typed arguments, with `-readconfig` files replaced by their sections.
    private List<Argument> arguments(Refusals refusals) {
        List<Argument> arguments = new ArrayList<>();
        for (Argument argument : typed()) {
            if (argument.is("readconfig")) {
                try {
                    arguments.addAll(ConfigFile.read(argument));
                } catch (CommandRefusedException e) {
                    refusals.add(e.getMessage());
                }
            } else {
                arguments.add(argument);
            }
        }
        return arguments;
    }

    /// Adds the devices.
    ///
    /// @throws CommandRefusedException with a message for users that says what to change
    public Edited edit(Release qemu, Sockets sockets, UserInterface ui, Card card) {
        Refusals refusals = new Refusals();
        List<Argument> arguments = arguments(refusals);
        Machine machine = Machine.of(arguments);
        requireSupport(qemu, card, arguments, machine, refusals);
        refuseUnsupported(arguments, refusals);
        ConfidentialGuestRule.refuse(arguments, refusals);
        GraphicsRule.requireNoCard(arguments, refusals);
        if (sockets.vsock().isPresent()) {
            VsockRule.requireNone(arguments, refusals);
        }
        machine.requirePci(refusals);
        List<String> edited = new ArrayList<>(words);
        edited.addAll(MemoryRule.additions(arguments, machine, refusals));
        if (!GraphicsRule.hasNoVga(arguments)) {
            edited.addAll(List.of("-vga", "none"));
        }
        edited.addAll(ScreenRule.additions(arguments, ui, refusals));
        if (ui instanceof UserInterface.Dbus(boolean clipboard) && clipboard) {
            edited.addAll(ClipboardRule.additions(arguments, refusals));
        }
        refusals.throwIfAny();
        edited.addAll(MonitorRule.additions(arguments, ui));
        edited.addAll(sockets.monitorArguments());
        edited.addAll(sockets.devices(card));
        // A VGA's picture is in this process's memory, so the guest cannot lose its pages.
        Optional<Argument> pageTaker =
                card instanceof Card.Vga ? Optional.empty() : pageTaker(arguments);
        return new Edited(
                List.copyOf(edited),
                pageTaker.map(QemuCommand::warning).stream().toList(),
                pageTaker.isPresent(),
                triesSound(arguments));
    }

    private void requireSupport(
            Release qemu, Card card, List<Argument> arguments, Machine machine, Refusals refusals) {
        if (card instanceof Card.Vga
                && qemu.isBefore(FIRST_WITH_VFIO_USER.major(), FIRST_WITH_VFIO_USER.minor())) {
            refusals.add(
                    "QEMU "
                            + qemu
                            + " has no vfio-user-pci, which --device vga needs: use QEMU "
                            + FIRST_WITH_VFIO_USER
                            + " or newer (Debian 13: from trixie-backports), or --device gpu");
        }
        if (qemu.major() < FIRST_WITHOUT_KVM
                && !Accelerator.mayBeKvm(launch.program(), arguments, machine)) {
            refusals.add(
                    "QEMU "
                            + qemu.major()
                            + " gives vhost-user devices, as the graphics card is one, to guests in"
                            + " KVM only: add -accel kvm, or use QEMU "
                            + FIRST_WITHOUT_KVM
                            + " or newer");
        }
    }

    private static void refuseUnsupported(List<Argument> arguments, Refusals refusals) {
        for (Argument argument : arguments) {
            switch (argument.name()) {
                case "daemonize" ->
                        refusals.delete(
                                argument,
                                "zeropane run ends with QEMU, and could not tell when; put the whole"
                                        + " command into the background instead");
                case "incoming", "loadvm" ->
                        refusals.delete(
                                argument,
                                "machines with our devices can be neither migrated nor saved");
                default -> {}
            }
        }
    }

    private static boolean triesSound(List<Argument> arguments) {
        return arguments.stream()
                .noneMatch(argument ->
                        argument.is("audio")
                                || argument.is("audiodev")
                                || argument.is("nodefaults"));
    }

    private static String warning(Argument pageTaker) {
        return "with "
                + pageTaker
                + " pages of the guest come and go: its screen is copied, not shared by dma-buf";
    }

    private static Optional<Argument> pageTaker(List<Argument> arguments) {
        return arguments.stream()
                .filter(argument ->
                        argument.device()
                                .filter(name ->
                                        name.startsWith(BALLOON) || name.startsWith(RESIZABLE))
                                .isPresent())
                .findFirst();
    }
}
