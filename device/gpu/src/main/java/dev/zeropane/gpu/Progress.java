// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

/// How far something has come that may take several turns.
enum Progress {
    /// Its turn is over.
    UNFINISHED,
    DONE,
    /// There is no memory for it: nothing has changed.
    OUT_OF_MEMORY
}
