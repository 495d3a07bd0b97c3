// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

/// The state of work that may take several turns.
enum Progress {
    /// The turn ended before the work was done.
    UNFINISHED,
    DONE,
    /// There is no memory for the work: nothing has changed.
    OUT_OF_MEMORY
}
