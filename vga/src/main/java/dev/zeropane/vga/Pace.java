package dev.zeropane.vga;

import dev.zeropane.display.Rect;

/// When a picture is compared with its mirror, and how much of it.
///
/// While something changes, all of it, 60 times a second, or as often as takes half of a processor.
/// When nothing has changed for a few times, a share of the rows at a time, so that every row has
/// its turn in a quarter of a second; where that would take more than a hundredth of a processor it
/// is slowed down, to a second at most. Rows that changed last are looked at each time: there a
/// cursor blinks, or somebody writes.
///
/// Not safe for several threads.
final class Pace {
    /// A row's turn comes every so many steps. Letters are higher, so any step hits them.
    static final int STEPS = 8;

    static final long FRAME_NANOS = 1_000_000_000L / 60;
    static final long STEP_NANOS = 30_000_000;
    static final long MAX_STEP_NANOS = 125_000_000;

    /// Times that nothing changed after which nothing is expected to.
    private static final int CALM = 3;

    private static final int SHARE = 100;
    private static final int MAX_RECENT_ROWS = 16;

    private int calm;
    private int step;
    private Rect recent = Rect.EMPTY;

    /// Whether all is to be compared.
    boolean isActive() {
        return calm < CALM;
    }

    /// Something changes, most likely.
    void touched() {
        calm = 0;
    }

    /// The first row of this step; every [#STEPS]-th from there has its turn.
    int firstRow() {
        return step;
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
            calm = 0;
            recent = changed.height() <= MAX_RECENT_ROWS ? changed : Rect.EMPTY;
        }
    }

    /// A step found nothing.
    void stepped() {
        step = (step + 1) % STEPS;
    }

    /// How long to wait before the next comparison.
    ///
    /// @param cost nanoseconds that the last one took
    long delay(long cost) {
        return isActive()
                ? Math.max(FRAME_NANOS - cost, cost)
                : Math.clamp(cost * (SHARE - 1), STEP_NANOS, MAX_STEP_NANOS);
    }
}
