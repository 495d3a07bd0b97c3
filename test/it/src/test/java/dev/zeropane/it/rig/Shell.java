// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

/// A shell of a guest.
interface Shell {
    /// Runs a command and waits for its end.
    ///
    /// @return what it printed
    /// @throws AssertionError if its exit status is not 0
    String run(String command);
}
