// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.qemu.command.QemuCommand.Edited;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Command lines as people type them, with spaces between the words.
final class Commands {
    static final Sockets SOCKETS = Sockets.in(Path.of("/run/z"));
    static final Release MODERN = new Release(10, 0);
    static final Card CARD = new Card.Gpu(1);

    private Commands() {}

    static Edited edit(String arguments) {
        return edit(arguments, new UserInterface.Dbus());
    }

    static Edited edit(String arguments, UserInterface ui) {
        return editAll("qemu-system-x86_64 " + arguments, ui);
    }

    private static Edited editAll(String command, UserInterface ui) {
        List<String> words = List.of(command.strip().split(" "));
        Edited edited = QemuCommand.of(words).edit(MODERN, SOCKETS, ui, CARD);
        assertEquals(words, edited.words().subList(0, words.size()), "what was typed");
        return edited;
    }

    /// What was added, without our devices.
    static String added(String arguments) {
        return added(arguments, new UserInterface.Dbus());
    }

    static String added(String arguments, UserInterface ui) {
        return added(editAll("qemu-system-x86_64 " + arguments, ui), arguments);
    }

    /// As [#added(String)], to a whole command.
    static String addedTo(String command) {
        UserInterface ui = new UserInterface.Dbus();
        return added(editAll(command, ui), command.substring(command.indexOf(' ') + 1));
    }

    private static String added(Edited edited, String arguments) {
        List<String> words = edited.words();
        int typed = ("qemu-system-x86_64 " + arguments).strip().split(" ").length;
        List<String> devices = new ArrayList<>(SOCKETS.monitorArguments());
        devices.addAll(SOCKETS.devices(CARD));
        int end = words.size() - devices.size();
        assertEquals(devices, words.subList(end, words.size()), "our devices");
        return String.join(" ", words.subList(typed, end));
    }

    /// The command line is refused with a message that names all of these.
    static void assertRefused(String arguments, String... named) {
        CommandRefusedException e =
                assertThrows(CommandRefusedException.class, () -> edit(arguments));
        for (String word : named) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
        }
    }
}
