package dev.zeropane.qemu;

import java.nio.file.Path;
import java.util.List;

/// Where QEMU connects to, all in one private directory.
///
/// @param gpu the graphics card
/// @param keyboard a virtio-input device, as `tablet` and `touchScreen`
/// @param monitor who listens there speaks QMP, see [ConsoleSizes]
public record Sockets(Path gpu, Path keyboard, Path tablet, Path touchScreen, Path monitor) {
    public static Sockets in(Path directory) {
        return new Sockets(
                directory.resolve("gpu.sock"),
                directory.resolve("keyboard.sock"),
                directory.resolve("tablet.sock"),
                directory.resolve("touch.sock"),
                directory.resolve("qmp.sock"));
    }

    List<String> arguments() {
        return List.of(
                "-chardev",
                chardev("gpu", gpu),
                "-device",
                "vhost-user-gpu-pci,id=zeropane-gpu,chardev=zeropane-gpu",
                "-chardev",
                chardev("keyboard", keyboard),
                "-device",
                input("keyboard"),
                "-chardev",
                chardev("tablet", tablet),
                "-device",
                input("tablet"),
                "-chardev",
                chardev("touch", touchScreen),
                "-device",
                input("touch"),
                "-chardev",
                chardev("monitor", monitor),
                "-mon",
                "chardev=zeropane-monitor,mode=control");
    }

    private static String chardev(String name, Path path) {
        return "socket,id=zeropane-" + name + ",path=" + path.toString().replace(",", ",,");
    }

    private static String input(String name) {
        return "vhost-user-input-pci,id=zeropane-" + name + ",chardev=zeropane-" + name;
    }
}
