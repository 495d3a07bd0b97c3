// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The sockets that QEMU connects to, all in one private directory.
///
/// @param gpu the graphics card; once QEMU has connected to it, no socket file is needed any more
/// @param keyboard a virtio-input device, as are `tablet` and `touchScreen`
/// @param monitor for QEMU's monitor (QMP), see [dev.zeropane.qemu.monitor.ConsoleSizes]
public record Sockets(Path gpu, Path keyboard, Path tablet, Path touchScreen, Path monitor) {
    public static Sockets in(Path directory) {
        return new Sockets(
                directory.resolve("gpu.sock"),
                directory.resolve("keyboard.sock"),
                directory.resolve("tablet.sock"),
                directory.resolve("touch.sock"),
                directory.resolve("qmp.sock"));
    }

    /// The options for all devices, in the order in which QEMU connects.
    List<String> devices(Card card) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "-chardev",
                                chardev("keyboard", keyboard),
                                "-chardev",
                                chardev("tablet", tablet),
                                "-chardev",
                                chardev("touch", touchScreen)));
        words.addAll(card.chardevs(gpu));
        words.addAll(card.device(gpu));
        words.addAll(
                List.of(
                        "-device",
                        input("keyboard"),
                        "-device",
                        input("tablet"),
                        "-device",
                        input("touch")));
        return List.copyOf(words);
    }

    List<String> monitorArguments() {
        return List.of(
                "-chardev",
                chardev("monitor", monitor),
                // Not `-mon`, which QEMU 11.1 warns of.
                "-qmp",
                "chardev:zeropane-monitor");
    }

    static String chardev(String name, Path path) {
        return "socket,id=zeropane-" + name + ",path=" + path.toString().replace(",", ",,");
    }

    private static String input(String name) {
        return "vhost-user-input-pci,id=zeropane-" + name + ",chardev=zeropane-" + name;
    }
}
