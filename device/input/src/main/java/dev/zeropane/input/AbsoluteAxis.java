// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

/// The range of absolute axes, 0 to 32767, as QEMU's tablet has it.
final class AbsoluteAxis {
    static final int MAX = 32767;

    private AbsoluteAxis() {}

    /// The value for a fraction of the axis. Guests map `value * width / 32768` and round down, so
    /// this rounds up: where a pixel begins comes out as that pixel.
    static int at(double fraction) {
        return (int) Math.min(Math.ceil(fraction * (MAX + 1)), MAX);
    }
}
