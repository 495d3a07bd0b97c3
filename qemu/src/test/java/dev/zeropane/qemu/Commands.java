package dev.zeropane.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.qemu.QemuCommand.Edited;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Command lines as people type them, with spaces between the words.
final class Commands {
    static final Sockets SOCKETS = Sockets.in(Path.of("/run/z"));
    static final int MODERN = 10;

    private Commands() {}

    static Edited edit(String arguments) {
        return edit(arguments, new UserInterface.Dbus());
    }

    static Edited edit(String arguments, UserInterface ui) {
        List<String> words = List.of(("qemu-system-x86_64 " + arguments).strip().split(" "));
        Edited edited = QemuCommand.of(words).edit(MODERN, SOCKETS, ui, 1);
        assertEquals(words, edited.words().subList(0, words.size()), "what was typed");
        return edited;
    }

    /// What was added, without our devices.
    static String added(String arguments) {
        return added(arguments, new UserInterface.Dbus());
    }

    static String added(String arguments, UserInterface ui) {
        List<String> words = edit(arguments, ui).words();
        int typed = ("qemu-system-x86_64 " + arguments).strip().split(" ").length;
        List<String> devices = new ArrayList<>();
        if (ui instanceof UserInterface.Dbus) {
            devices.addAll(SOCKETS.monitorArguments());
        }
        devices.addAll(SOCKETS.devices(1));
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
