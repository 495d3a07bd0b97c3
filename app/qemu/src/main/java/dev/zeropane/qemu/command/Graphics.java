// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.List;

/// The graphics cards that QEMU would have without us.
final class Graphics {
    /// Beginnings of names: each is a family.
    private static final List<String> CARD_FAMILIES =
            List.of(
                    "virtio-gpu",
                    "virtio-vga",
                    "vhost-user-gpu",
                    "vhost-user-vga",
                    "qxl",
                    "VGA",
                    "secondary-vga",
                    "isa-vga",
                    "cirrus-vga",
                    "isa-cirrus-vga",
                    "bochs-display",
                    "ramfb",
                    "vmware-svga",
                    "ati-vga",
                    "sm501");

    private Graphics() {}

    /// Refuses any card but ours.
    static void requireNoCard(List<Argument> arguments, Refusals refusals) {
        for (Argument argument : arguments) {
            boolean card = argument.is("vga") ? !isNoVga(argument) : isCard(argument);
            if (card) {
                refusals.delete(argument, "zeropane run brings the graphics card");
            }
        }
    }

    /// Whether it is said already that there is no card of QEMU's.
    static boolean hasNoVga(List<Argument> arguments) {
        return arguments.stream().anyMatch(a -> a.is("vga") && isNoVga(a));
    }

    private static boolean isNoVga(Argument argument) {
        return argument.value().filter("none"::equals).isPresent();
    }

    private static boolean isCard(Argument argument) {
        return argument.device()
                .filter(name -> CARD_FAMILIES.stream().anyMatch(name::startsWith))
                .isPresent();
    }
}
