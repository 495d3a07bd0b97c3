// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Command lines as QEMU's documentation has them, and what becomes of each: `golden.txt`.
final class GoldenTest {
    static Stream<Arguments> commands() throws IOException {
        List<Arguments> commands = new ArrayList<>();
        try (InputStream file = GoldenTest.class.getResourceAsStream("golden.txt")) {
            Iterator<String> lines =
                    new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .iterator();
            while (lines.hasNext()) {
                commands.add(Arguments.of(lines.next(), lines.next().strip()));
            }
        }
        return commands.stream();
    }

    /// @param added without our devices, which are always the same; or why it is refused
    @ParameterizedTest
    @MethodSource("commands")
    void command(String typed, String added) {
        String found;
        try {
            found = "+ " + Commands.addedTo(typed);
        } catch (CommandRefusedException e) {
            found = "! " + e.getMessage();
        }
        assertEquals(added, found.replace("\n", ""));
    }

    @Test
    void severalScreens_areTheCards() {
        assertEquals(
                "vhost-user-gpu-pci,id=zeropane-gpu,chardev=zeropane-gpu,max_outputs=3",
                Commands.SOCKETS.devices(new Card.Gpu(3)).get(9));
    }

    @Test
    void devices() {
        assertEquals(
                "-chardev socket,id=zeropane-keyboard,path=/run/z/keyboard.sock"
                        + " -chardev socket,id=zeropane-tablet,path=/run/z/tablet.sock"
                        + " -chardev socket,id=zeropane-touch,path=/run/z/touch.sock"
                        + " -chardev socket,id=zeropane-gpu,path=/run/z/gpu.sock"
                        + " -device vhost-user-gpu-pci,id=zeropane-gpu,chardev=zeropane-gpu"
                        + " -device vhost-user-input-pci,id=zeropane-keyboard,chardev=zeropane-keyboard"
                        + " -device vhost-user-input-pci,id=zeropane-tablet,chardev=zeropane-tablet"
                        + " -device vhost-user-input-pci,id=zeropane-touch,chardev=zeropane-touch",
                String.join(" ", Commands.SOCKETS.devices(Commands.CARD)));
        assertEquals(
                "-chardev socket,id=zeropane-monitor,path=/run/z/qmp.sock"
                        + " -qmp chardev:zeropane-monitor",
                String.join(" ", Commands.SOCKETS.monitorArguments()));
    }

    @Test
    void devices_vga() {
        assertEquals(
                "-chardev socket,id=zeropane-keyboard,path=/run/z/keyboard.sock"
                        + " -chardev socket,id=zeropane-tablet,path=/run/z/tablet.sock"
                        + " -chardev socket,id=zeropane-touch,path=/run/z/touch.sock"
                        + " -device {\"driver\":\"vfio-user-pci\",\"id\":\"zeropane-vga\",\"romfile\":\"vgabios-bochs-display.bin\","
                        + "\"socket\":{\"type\":\"unix\",\"path\":\"/run/z/gpu.sock\"}}"
                        + " -device vhost-user-input-pci,id=zeropane-keyboard,chardev=zeropane-keyboard"
                        + " -device vhost-user-input-pci,id=zeropane-tablet,chardev=zeropane-tablet"
                        + " -device vhost-user-input-pci,id=zeropane-touch,chardev=zeropane-touch",
                String.join(" ", Commands.SOCKETS.devices(new Card.Vga(true))));
    }

    @Test
    void vgaWithoutRom_asksForNone() {
        assertTrue(
                Commands.SOCKETS.devices(new Card.Vga(false)).get(7).contains("\"rombar\":0,"),
                Commands.SOCKETS.devices(new Card.Vga(false)).toString());
    }
}
