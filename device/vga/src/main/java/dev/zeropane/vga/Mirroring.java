// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.LinearMemory;
import dev.zeropane.display.Rect;

/// Keeps the mirror of one picture up to date: the work of [ChangeWatch]'s thread, and what the
/// device thread has not yet been told of it.
final class Mirroring {
    private final Shown shown;
    private final LinearMemory pixels;
    private final Comparison comparison;
    private final Pace pace = new Pace();
    private boolean allocated;
    private boolean complete;

    /// Guarded by this.
    private Rect untold = Rect.EMPTY;

    Mirroring(Shown shown, Effort effort) {
        Chunk chunk = shown.chunk();
        this.shown = shown;
        this.pixels = new LinearMemory(chunk.pixels());
        this.comparison = new Comparison(shown.frame(), chunk.pixels(), chunk.mirror(), effort);
    }

    Shown shown() {
        return shown;
    }

    /// Takes what was found to have changed. Device thread.
    synchronized Rect takeChanged() {
        Rect changed = untold;
        untold = Rect.EMPTY;
        return changed;
    }

    /// @return whether there was nothing to be taken before
    private synchronized boolean add(Rect changed) {
        boolean first = untold.isEmpty();
        untold = untold.union(changed);
        return first;
    }

    // What follows is for ChangeWatch's thread.

    /// What came of comparing.
    enum Result {
        NOTHING,
        /// The mirror is like the picture for the first time.
        COMPLETE,
        /// There is something to be taken, which was not so before.
        CHANGED,
        /// The memory was taken away.
        GONE
    }

    /// Compares what has its turn.
    Result compare() {
        Result[] result = {Result.NOTHING};
        return pixels.read(_ -> result[0] = compareNow()) ? result[0] : Result.GONE;
    }

    /// Has memory for what is compared, once.
    private void allocate() {
        if (!allocated) {
            shown.chunk().allocate();
            allocated = true;
        }
    }

    private Result compareNow() {
        allocate();
        if (complete && !pace.isActive() && !differsInThisStep()) {
            pace.stepped();
            return Result.NOTHING;
        }
        Rect changed = comparison.update();
        pace.compared(changed);
        if (!complete) {
            complete = true;
            return Result.COMPLETE;
        }
        return !changed.isEmpty() && add(changed) ? Result.CHANGED : Result.NOTHING;
    }

    private boolean differsInThisStep() {
        Rect recent = pace.recent();
        return comparison.differs(recent.y(), recent.bottom(), 1, 1)
                || comparison.differs(
                        pace.firstRow(), shown.frame().height(), Pace.BAND, Pace.STRIDE);
    }

    /// The guest does something, and may draw as well.
    void touched() {
        pace.touched();
    }

    /// Nanoseconds until the next comparison, after one that took `cost`.
    long delay(long cost) {
        return pace.delay(cost);
    }
}
