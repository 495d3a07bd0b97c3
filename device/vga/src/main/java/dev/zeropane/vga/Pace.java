// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.Rect;

/// When a picture is compared with its mirror, and how much of it.
///
/// While something changes, all of it, 60 times a second, or as often as takes half of a processor.
/// When nothing has changed for a few times, a quarter of the rows at a time, so that every row has
/// its turn in a quarter of a second, or in half a second once nothing has changed for long; where
/// that would take more than a hundredth of a processor it is slowed down, to a second at most.
/// These rows are bands all over the screen, so that whatever is as high as a letter is hit each
/// time, and bands rather than rows since memory is read faster by several pages at once. Where
/// something small changed last is looked at each time as well: there a cursor blinks, or somebody
/// writes.
///
/// Not safe for several threads.
final class Pace {
    static final long FRAME_NANOS = 1_000_000_000L / 60;
    static final long STEP_NANOS = 60_000_000;
    static final long RESTING_STEP_NANOS = 2 * STEP_NANOS;
    static final long MAX_STEP_NANOS = 250_000_000;

    /// A band's turn comes every so many steps.
    static final int STEPS = 4;

    /// Rows of a band.
    static final int BAND = 4;

    /// From one band of a step to the next.
    static final int STRIDE = STEPS * BAND;

    /// Times that nothing changed after which nothing is expected to.
    private static final int CALM = 3;

    private static final int SHARE = 100;
    private static final int MAX_RECENT_ROWS = 16;

    /// Steps that found nothing after which a screen rests: two seconds.
    private static final int RESTING = 32;

    private int calm;
    private int rest;
    private int step;
    private Rect recent = Rect.EMPTY;

    /// Whether all is to be compared.
    boolean isActive() {
        return calm < CALM;
    }

    /// Something changes, most likely.
    void touched() {
        calm = 0;
        rest = 0;
    }

    /// The first row of the first band of this step.
    int firstRow() {
        return step * BAND;
    }

    /// Rows that are looked at in each step.
    Rect recent() {
        return recent;
    }

    /// All was compared.
    void compared(Rect changed) {
        if (changed.isEmpty()) {
            calm++;
        } else {
            touched();
            recent = changed.height() <= MAX_RECENT_ROWS ? changed : Rect.EMPTY;
        }
    }

    /// A step found nothing.
    void stepped() {
        step = (step + 1) % STEPS;
        rest = Math.min(rest + 1, RESTING);
    }

    /// How long to wait before the next comparison.
    ///
    /// @param cost nanoseconds that the last one took
    long delay(long cost) {
        if (isActive()) {
            return Math.max(FRAME_NANOS - cost, cost);
        }
        long least = rest < RESTING ? STEP_NANOS : RESTING_STEP_NANOS;
        return Math.clamp(cost * (SHARE - 1), least, MAX_STEP_NANOS);
    }
}
