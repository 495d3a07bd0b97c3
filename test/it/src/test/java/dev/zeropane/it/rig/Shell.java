// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

/// Where a guest takes commands.
interface Shell {
    /// Runs a command and waits for its end.
    ///
    /// @return what it printed
    /// @throws AssertionError if its exit status is not 0
    String run(String command);
}
