// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The options that choose where QEMU shows screens.
final class ScreenRule {
    private static final String SPICE = "spice";

    /// QEMU has dropped `-sdl` and `-curses`, but people still type them.
    private static final Set<String> OTHER_DISPLAYS = Set.of("vnc", SPICE, "sdl", "curses");

    private ScreenRule() {}

    /// The options to add. Refuses options that contradict them.
    static List<String> additions(List<Argument> arguments, UserInterface ui, Refusals refusals) {
        return switch (ui) {
            case UserInterface.Own(Supplier<String> otherwise) -> {
                if (arguments.stream().anyMatch(ScreenRule::choosesOne)) {
                    yield List.of();
                }
                // The supplier may throw, and that would hide the refusals.
                refusals.throwIfAny();
                yield List.of("-display", otherwise.get());
            }
            case UserInterface.Dbus _ -> hidden(arguments, "dbus,p2p=yes", refusals);
            case UserInterface.None() -> hidden(arguments, "none", refusals);
        };
    }

    private static boolean choosesOne(Argument argument) {
        return argument.is("display")
                || argument.is("nographic")
                || (OTHER_DISPLAYS.contains(argument.name()) && !isNone(argument));
    }

    /// `-nographic` and `-display none` are allowed: the user wants no window of QEMU and gets
    /// none. The former also keeps the serial port in the terminal. The last `-display` counts,
    /// which is the added one.
    private static List<String> hidden(
            List<Argument> arguments, String display, Refusals refusals) {
        boolean spice = false;
        for (Argument argument : arguments) {
            boolean shows = argument.is("display") || OTHER_DISPLAYS.contains(argument.name());
            if (shows && !isNone(argument)) {
                refusals.delete(
                        argument,
                        "zeropane run shows the screen; to see it in QEMU's own window, use"
                                + " --display vmm");
                spice |= argument.is(SPICE);
            }
        }
        if (spice) {
            arguments.stream()
                    .filter(ScreenRule::isSpiceSound)
                    .forEach(sound ->
                            refusals.add(
                                    "choose another driver, such as pipewire, pa or none, in "
                                            + sound
                                            + ": without -spice it has no sound"));
        }
        return List.of("-display", display);
    }

    private static boolean isSpiceSound(Argument argument) {
        return (argument.is("audiodev") || argument.is("audio"))
                && argument.properties("driver").get("driver").filter(SPICE::equals).isPresent();
    }

    private static boolean isNone(Argument argument) {
        Optional<String> type = argument.properties("type").get("type");
        return type.filter("none"::equals).isPresent();
    }
}
