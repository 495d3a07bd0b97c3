// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import java.time.Duration;

/// How much input one client may send, and how long it may wait.
///
/// @param lines the most lines within a window of time; the rest wait in the client's socket
/// @param readTimeout for the guest to read its input
record InputLimits(int lines, Duration window, Duration readTimeout) {
    /// Ten thousand lines a second, as many as ten mice of gamers report, take some hundredths of a
    /// processor.
    static final InputLimits USUAL =
            new InputLimits(1000, Duration.ofMillis(100), Duration.ofSeconds(10));
}
