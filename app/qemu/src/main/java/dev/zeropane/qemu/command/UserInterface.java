// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.function.Supplier;

/// What QEMU itself shows.
public sealed interface UserInterface {
    /// Nothing; but it has a D-Bus display without a bus, by which it is told the sizes of windows
    /// ([dev.zeropane.qemu.monitor.ConsoleSizes]).
    record Dbus() implements UserInterface {}

    /// Nothing: for a QEMU that was built without D-Bus.
    record None() implements UserInterface {}

    /// Windows of its own: those the user's command line asks for.
    ///
    /// @param otherwise the value of `-display`, asked for if the command line has none
    record Own(Supplier<String> otherwise) implements UserInterface {}
}
