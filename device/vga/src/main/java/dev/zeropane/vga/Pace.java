// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.Rect;

/// Decides when a picture is compared with its mirror, and which rows of it.
///
/// While the picture changes, all rows are compared, 60 times a second, or as often as half a
/// processor allows. After a few comparisons without a change, each step compares a quarter of the
/// rows, so that every row is compared within a quarter of a second, or within half a second once
/// nothing has changed for long. If that takes more than a hundredth of a processor, the steps are
/// slower, up to a second for all rows. The rows of a step are bands all over the screen, so that
/// each step hits any change as high as a letter; bands rather than single rows, because memory is
/// read faster by several pages at once. Each step also compares the place of the last small
/// change: a cursor may blink there, or a user may type.
///
/// Not safe for several threads.
final class Pace {
    static final long FRAME_NANOS = 1_000_000_000L / 60;
    static final long STEP_NANOS = 60_000_000;
    static final long SLOW_STEP_NANOS = 2 * STEP_NANOS;
    static final long MAX_STEP_NANOS = 250_000_000;

    /// Steps for all bands.
    static final int STEPS = 4;

    /// Rows in a band.
    static final int BAND = 4;

    /// Rows from one band of a step to the next.
    static final int STRIDE = STEPS * BAND;

    /// Comparisons without a change after which the picture is compared in steps.
    private static final int MAX_UNCHANGED = 3;

    private static final int CPU_SHARE_DIVISOR = 100;
    private static final int MAX_RECENT_ROWS = 16;

    /// Steps without a change after which steps are slower: two seconds.
    private static final int MAX_FAST_STEPS = 32;

    private int unchanged;
    private int steps;
    private int step;
    private Rect recent = Rect.EMPTY;

    /// Whether all rows are compared.
    boolean isActive() {
        return unchanged < MAX_UNCHANGED;
    }

    /// The guest may be drawing.
    void noteGuestActivity() {
        unchanged = 0;
        steps = 0;
    }

    /// The first row of the first band of this step.
    int firstRow() {
        return step * BAND;
    }

    /// The rows of the last small change, compared in each step.
    Rect recent() {
        return recent;
    }

    /// All rows were compared.
    void recordComparison(Rect changed) {
        if (changed.isEmpty()) {
            unchanged++;
        } else {
            noteGuestActivity();
            recent = changed.height() <= MAX_RECENT_ROWS ? changed : Rect.EMPTY;
        }
    }

    /// A step found no change.
    void recordStep() {
        step = (step + 1) % STEPS;
        steps = Math.min(steps + 1, MAX_FAST_STEPS);
    }

    /// Nanoseconds to wait before the next comparison.
    ///
    /// @param cost nanoseconds that the last one took
    long delay(long cost) {
        if (isActive()) {
            return Math.max(FRAME_NANOS - cost, cost);
        }
        long least = steps < MAX_FAST_STEPS ? STEP_NANOS : SLOW_STEP_NANOS;
        return Math.clamp(cost * (CPU_SHARE_DIVISOR - 1), least, MAX_STEP_NANOS);
    }
}
