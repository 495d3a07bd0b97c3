// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import java.util.function.LongSupplier;

/// A time slice of the device thread, which has other work as well: the VMM may be waiting for an
/// answer. Longer work continues in the next turn.
final class Turn {
    private static final long NANOS = 2_000_000;

    private final LongSupplier clock;
    private long end;

    /// A turn that ends soon after it began last.
    ///
    /// @param clock as [System#nanoTime]
    Turn(LongSupplier clock) {
        this.clock = clock;
    }

    private Turn() {
        this.clock = () -> 0;
        this.end = Long.MAX_VALUE;
    }

    /// Begins a turn now.
    void begin() {
        end = clock.getAsLong() + NANOS;
    }

    /// A turn for work that must be finished at once.
    static Turn unlimited() {
        return new Turn();
    }

    boolean isOver() {
        return clock.getAsLong() - end >= 0;
    }
}
