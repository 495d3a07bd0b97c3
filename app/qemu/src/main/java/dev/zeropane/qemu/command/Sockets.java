// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The sockets that QEMU connects to, all in one private directory.
///
/// @param gpu the graphics card; once QEMU has connected to it, no socket file is needed any more
/// @param keyboard a virtio-input device, as are `tablet` and `touchScreen`
/// @param vsock a virtio-vsock, if the machine gets one
/// @param monitor for QEMU's monitor (QMP), see [dev.zeropane.qemu.monitor.QemuLink]
public record Sockets(
        Path gpu,
        Path keyboard,
        Path tablet,
        Path touchScreen,
        Optional<Path> vsock,
        Path monitor) {
    private static final String VSOCK = "vsock";

    public static Sockets in(Path directory) {
        return new Sockets(
                directory.resolve("gpu.sock"),
                directory.resolve("keyboard.sock"),
                directory.resolve("tablet.sock"),
                directory.resolve("touch.sock"),
                Optional.empty(),
                directory.resolve("qmp.sock"));
    }

    /// The same, for a machine with a virtio-vsock.
    public Sockets withVsock() {
        Path socket = gpu.resolveSibling("vsock.sock");
        return new Sockets(gpu, keyboard, tablet, touchScreen, Optional.of(socket), monitor);
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
        vsock.ifPresent(socket -> words.addAll(List.of("-chardev", chardev(VSOCK, socket))));
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
        if (vsock.isPresent()) {
            words.addAll(
                    List.of(
                            "-device",
                            "vhost-user-vsock-pci,id=zeropane-vsock,chardev=zeropane-vsock"));
        }
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
