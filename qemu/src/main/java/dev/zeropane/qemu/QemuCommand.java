package dev.zeropane.qemu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Somebody's QEMU command line, to which our devices are added. What was typed stays as it is, in
/// its order; what is added follows it.
public final class QemuCommand {
    /// Before this version, QEMU gives emulated guests no vhost-user devices.
    private static final int FIRST_WITHOUT_KVM = 8;

    private static final String BALLOON = "virtio-balloon";
    private static final String RESIZABLE = "virtio-mem";

    private final List<String> words;
    private final List<Argument> arguments;
    private final Machine machine;

    private QemuCommand(List<String> words) {
        this.words = List.copyOf(words);
        this.arguments = Argument.parse(words.subList(1, words.size()));
        this.machine = Machine.of(arguments);
    }

    /// The command to start.
    ///
    /// @param words beginning with the program
    /// @param warnings what the user should know
    /// @param losesPages whether pages may be taken from the guest while it runs: a dma-buf would
    ///   go on showing those that are gone
    public record Edited(List<String> words, List<String> warnings, boolean losesPages) {}

    /// @param words beginning with the program
    public static QemuCommand of(List<String> words) {
        return new QemuCommand(words);
    }

    public String program() {
        return words.getFirst();
    }

    /// Adds our devices.
    ///
    /// @param majorVersion of QEMU
    /// @param screens number of screens, 1 to 16
    /// @throws CommandRefusedException saying what to change, for a user to read
    public Edited edit(int majorVersion, Sockets sockets, UserInterface ui, int screens) {
        refuseWhatCannotBe(majorVersion);
        Confidential.refuse(arguments);
        Graphics.requireNoCard(arguments);
        machine.requirePci();
        List<String> edited = new ArrayList<>(words);
        edited.addAll(Memory.additions(arguments, machine));
        if (!Graphics.hasNoVga(arguments)) {
            edited.addAll(List.of("-vga", "none"));
        }
        edited.addAll(Screens.additions(arguments, ui));
        if (ui instanceof UserInterface.Dbus) {
            edited.addAll(sockets.monitorArguments());
        }
        edited.addAll(sockets.devices(screens));
        return new Edited(List.copyOf(edited), warnings(), losesPages().isPresent());
    }

    private void refuseWhatCannotBe(int majorVersion) {
        if (majorVersion < FIRST_WITHOUT_KVM
                && !Accelerator.mayBeKvm(Path.of(program()), arguments, machine)) {
            throw new CommandRefusedException(
                    "QEMU "
                            + majorVersion
                            + " gives vhost-user devices, as the graphics card is one, to guests in"
                            + " KVM only: add -accel kvm, or use QEMU "
                            + FIRST_WITHOUT_KVM
                            + " or newer");
        }
        for (Argument argument : arguments) {
            switch (argument.name()) {
                case "daemonize" ->
                        throw CommandRefusedException.delete(
                                argument,
                                "zeropane run ends with QEMU, and could not tell when; put the whole"
                                        + " command into the background instead");
                case "incoming", "loadvm" ->
                        throw CommandRefusedException.delete(
                                argument,
                                "machines with our devices can be neither migrated nor saved");
                default -> {}
            }
        }
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        losesPages()
                .ifPresent(argument ->
                        warnings.add(
                                "with \""
                                        + argument
                                        + "\" pages of the guest come and go: its screen is"
                                        + " copied, not shared by dma-buf"));
        for (Argument argument : arguments) {
            if (argument.is("readconfig")) {
                warnings.add(
                        "what \""
                                + argument
                                + "\" says is not looked at: a graphics card or memory in it is"
                                + " in the way");
            }
        }
        return warnings;
    }

    private Optional<Argument> losesPages() {
        return arguments.stream()
                .filter(argument ->
                        argument.device()
                                .filter(name ->
                                        name.startsWith(BALLOON) || name.startsWith(RESIZABLE))
                                .isPresent())
                .findFirst();
    }
}
