// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import dev.zeropane.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The graphics card that is added to a machine.
public sealed interface Card {
    /// A virtio-gpu over vhost-user.
    ///
    /// @param screens number of screens, 1 to 16; one is QEMU's default
    record Gpu(int screens) implements Card {}

    /// A VGA over vfio-user.
    ///
    /// @param rom whether QEMU has the VGA ROM, which a BIOS and boot loaders need to show anything
    record Vga(boolean rom) implements Card {
        /// The ROM file of QEMU's own card of this kind.
        public static final String ROM = "vgabios-bochs-display.bin";
    }

    /// The options for chardevs, which come before the devices that use them.
    ///
    /// @param socket that QEMU connects to
    default List<String> chardevs(Path socket) {
        return switch (this) {
            case Gpu _ -> List.of("-chardev", Sockets.chardev("gpu", socket));
            case Vga _ -> List.of();
        };
    }

    /// The options for the device.
    ///
    /// @param socket that QEMU connects to
    default List<String> device(Path socket) {
        return switch (this) {
            case Gpu(int screens) ->
                    List.of(
                            "-device",
                            "vhost-user-gpu-pci,id=zeropane-gpu,chardev=zeropane-gpu"
                                    + (screens == 1 ? "" : ",max_outputs=" + screens));
            case Vga(boolean rom) -> List.of("-device", vfioUser(socket, rom));
        };
    }

    /// QEMU takes the address of a socket only as JSON. `rombar` is 0 as the device itself offers
    /// no ROM.
    private static String vfioUser(Path socket, boolean rom) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("driver", "vfio-user-pci");
        properties.put("id", "zeropane-vga");
        if (rom) {
            properties.put("romfile", Vga.ROM);
        } else {
            properties.put("rombar", 0L);
        }
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("type", "unix");
        address.put("path", socket.toString());
        properties.put("socket", address);
        return Json.write(properties);
    }
}
