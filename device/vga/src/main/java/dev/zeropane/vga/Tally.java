// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

/// Counters of a screen. Device thread only.
final class Tally {
    /// Pictures with another layout than the previous one, or without a previous one.
    long modeChanges;

    /// Pictures of the same layout at another place.
    long flips;

    /// Times that a change was found.
    long changes;

    /// Frames shown on surfaces that import.
    long frames;
}
