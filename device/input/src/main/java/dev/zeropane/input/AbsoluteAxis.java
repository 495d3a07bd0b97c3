// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

/// The range of absolute axes, 0 to 32767, as in QEMU's tablet.
final class AbsoluteAxis {
    static final int MAX = 32767;

    private AbsoluteAxis() {}

    /// The value for a fraction of the axis. Guests compute `value * width / 32768` and round down,
    /// so this rounds up: the start of a pixel maps to that pixel.
    static int valueAt(double fraction) {
        return (int) Math.min(Math.ceil(fraction * (MAX + 1)), MAX);
    }
}
