// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.input;

import dev.zeropane.cli.process.CommandFailedException;
import dev.zeropane.display.keyboard.KeyLayout;
import dev.zeropane.display.keyboard.XkbLayout;
import picocli.CommandLine.Option;

/// Which keyboard layout a guest has.
final class LayoutOption {
    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            description =
                    "the keyboard layout that the guest has, as X11 and Wayland call it: de, fr, us:dvorak or us(dvorak), ... (default: us)")
    private String name = XkbLayout.US;

    String name() {
        return name;
    }

    KeyLayout layout() {
        try {
            return XkbLayout.of(name);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(e.getMessage());
        }
    }
}
