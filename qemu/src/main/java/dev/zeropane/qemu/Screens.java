package dev.zeropane.qemu;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The options that say where QEMU shows screens.
final class Screens {
    /// `-sdl` and `-curses` are gone from QEMU, but not from people's notes.
    private static final Set<String> ELSEWHERE = Set.of("vnc", "spice", "sdl", "curses");

    private Screens() {}

    /// What is to be added.
    ///
    /// @throws CommandRefusedException if the user's words contradict it
    static List<String> additions(List<Argument> arguments, UserInterface ui) {
        return switch (ui) {
            case UserInterface.Own(Supplier<String> otherwise) ->
                    arguments.stream().anyMatch(Screens::choosesOne)
                            ? List.of()
                            : List.of("-display", otherwise.get());
            case UserInterface.Dbus() -> hidden(arguments, "dbus,p2p=yes");
            case UserInterface.None() -> hidden(arguments, "none");
        };
    }

    private static boolean choosesOne(Argument argument) {
        return argument.is("display")
                || argument.is("nographic")
                || (ELSEWHERE.contains(argument.name()) && !isNone(argument));
    }

    /// `-nographic` and `-display none` stay: who says so wants no window of QEMU's and gets none.
    /// The former also keeps the serial port in the terminal. The last `-display` counts, and that
    /// is ours.
    private static List<String> hidden(List<Argument> arguments, String display) {
        for (Argument argument : arguments) {
            boolean shows = argument.is("display") || ELSEWHERE.contains(argument.name());
            if (shows && !isNone(argument)) {
                throw CommandRefusedException.delete(
                        argument,
                        "zeropane run shows the screen; to see it in QEMU's own window, use"
                                + " --display vmm");
            }
        }
        return List.of("-display", display);
    }

    private static boolean isNone(Argument argument) {
        Optional<String> type = argument.properties("type").get("type");
        return type.filter("none"::equals).isPresent();
    }
}
