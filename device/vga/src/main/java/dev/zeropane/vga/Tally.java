// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

/// What a screen did. Plain counters: the device thread's alone.
final class Tally {
    /// Pictures of another layout than the one before, or after none.
    long modeChanges;

    /// Pictures of the same layout in another place.
    long flips;

    /// Times that something was found to have changed.
    long changes;

    /// Times that surfaces which import were told to show the next picture.
    long frames;
}
