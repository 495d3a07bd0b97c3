// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.List;

/// Finds the graphics cards of a QEMU command line.
final class GraphicsRule {
    /// Each is the beginning of the names of a family of cards.
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

    private GraphicsRule() {}

    /// Refuses all graphics cards.
    static void requireNoCard(List<Argument> arguments, Refusals refusals) {
        for (Argument argument : arguments) {
            boolean card = argument.is("vga") ? !isNoVga(argument) : isCard(argument);
            if (card) {
                refusals.delete(argument, "zeropane run brings the graphics card");
            }
        }
    }

    /// Whether the command line has `-vga none` already.
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
