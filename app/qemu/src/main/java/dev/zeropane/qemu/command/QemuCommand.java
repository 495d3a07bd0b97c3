// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Somebody's QEMU command line, to which our devices are added. What was typed stays as it is, in
/// its order; what is added follows it.
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
    /// @param words beginning with the program
    /// @param warnings what the user should know
    /// @param losesPages whether pages that may hold a picture may be taken from the guest while it
    ///   runs: a dma-buf would go on showing those that are gone
    /// @param triesSound whether QEMU looks for a way to play sound by itself, which some versions
    ///   do by loading whatever there is
    public record Edited(
            List<String> words, List<String> warnings, boolean losesPages, boolean triesSound) {}

    /// @param words beginning with the program, or with others that start it
    /// @throws CommandRefusedException if it is started in a way that puts it out of our reach,
    ///   saying which other way there is
    public static QemuCommand of(List<String> words) {
        return new QemuCommand(words);
    }

    /// QEMU as it was typed: a path, or a name to look for.
    public String program() {
        return launch.qemu().getFirst();
    }

    /// Whether the program calls itself a QEMU, so that it may be asked what it is. A script that
    /// does not, might start a machine if it is asked.
    public boolean isCalledQemu() {
        return Launch.isQemu(program());
    }

    /// Why a program that is none cannot be taken, for a user to read.
    public String noQemu() {
        return Launch.noQemu(launch.qemu());
    }

    /// Words to write before the program so that it runs in the environment it is to have.
    public List<String> environment() {
        return launch.environment();
    }

    /// Folders in which the program is looked for, parted by colons, if the command says so.
    public Optional<String> path() {
        return launch.path();
    }

    /// The options that tell QEMU where its own files are.
    public List<String> dataFolders() {
        List<String> options = new ArrayList<>();
        for (Argument argument : typed()) {
            if (argument.is("L")) {
                argument.value().ifPresent(folder -> options.addAll(List.of("-L", folder)));
            }
        }
        return options;
    }

    private List<Argument> typed() {
        return Argument.parse(launch.qemu().subList(1, launch.qemu().size()));
    }

    /// What was typed, with what the files say that it names.
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

    /// Adds our devices.
    ///
    /// @throws CommandRefusedException saying what to change, for a user to read
    public Edited edit(Release qemu, Sockets sockets, UserInterface ui, Card card) {
        Refusals refusals = new Refusals();
        List<Argument> arguments = arguments(refusals);
        Machine machine = Machine.of(arguments);
        requireAble(qemu, card, arguments, machine, refusals);
        refuseWhatCannotBe(arguments, refusals);
        Confidential.refuse(arguments, refusals);
        Graphics.requireNoCard(arguments, refusals);
        machine.requirePci(refusals);
        List<String> edited = new ArrayList<>(words);
        edited.addAll(Memory.additions(arguments, machine, refusals));
        if (!Graphics.hasNoVga(arguments)) {
            edited.addAll(List.of("-vga", "none"));
        }
        edited.addAll(Screens.additions(arguments, ui, refusals));
        refusals.throwIfAny();
        if (ui instanceof UserInterface.Dbus) {
            edited.addAll(sockets.monitorArguments());
        }
        edited.addAll(sockets.devices(card));
        // A VGA's picture is in memory of ours, which nobody takes away.
        Optional<Argument> thief =
                card instanceof Card.Vga ? Optional.empty() : pageThief(arguments);
        return new Edited(
                List.copyOf(edited),
                thief.map(QemuCommand::warning).stream().toList(),
                thief.isPresent(),
                triesSound(arguments));
    }

    private void requireAble(
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

    private static void refuseWhatCannotBe(List<Argument> arguments, Refusals refusals) {
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

    private static String warning(Argument thief) {
        return "with "
                + thief
                + " pages of the guest come and go: its screen is copied, not shared by dma-buf";
    }

    private static Optional<Argument> pageThief(List<Argument> arguments) {
        return arguments.stream()
                .filter(argument ->
                        argument.device()
                                .filter(name ->
                                        name.startsWith(BALLOON) || name.startsWith(RESIZABLE))
                                .isPresent())
                .findFirst();
    }
}
