// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import java.lang.foreign.MemorySegment;

/// Slices of a segment's first bytes. Those of the lengths that a CPU's access can have are made in
/// advance, so that a register access makes no garbage.
final class Slices {
    private static final int REGISTER = 8;

    private final MemorySegment whole;
    private final MemorySegment[] registers = new MemorySegment[REGISTER + 1];

    Slices(MemorySegment whole) {
        this.whole = whole;
        for (int length = 0; length <= REGISTER; length++) {
            registers[length] = whole.asSlice(0, length);
        }
    }

    MemorySegment first(int length) {
        return length <= REGISTER ? registers[length] : whole.asSlice(0, length);
    }
}
