// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.function.Supplier;

/// QEMU's own user interface.
public sealed interface UserInterface {
    /// No window, but a peer-to-peer D-Bus display, through which QEMU learns the sizes of windows
    /// ([dev.zeropane.qemu.monitor.QemuLink]).
    ///
    /// @param clipboard whether the guest's clipboard is shared by it
    record Dbus(boolean clipboard) implements UserInterface {
        public Dbus() {
            this(false);
        }
    }

    /// Nothing, for a QEMU that was built without D-Bus.
    record None() implements UserInterface {}

    /// QEMU's own windows, which the user's command line chooses.
    ///
    /// @param otherwise supplies the value of `-display` if the command line has none
    record Own(Supplier<String> otherwise) implements UserInterface {}
}
