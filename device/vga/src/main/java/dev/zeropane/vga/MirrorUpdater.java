// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.LinearMemory;
import dev.zeropane.display.Rect;

/// Keeps the mirror of one picture up to date, on the thread of [ChangeWatch], and collects the
/// changes for the device thread.
final class MirrorUpdater {
    private final ShownPicture shown;
    private final LinearMemory pixels;
    private final Comparison comparison;
    private final Pace pace = new Pace();
    private boolean allocated;
    private boolean complete;

    /// Changes that the device thread has not taken yet. Guarded by this.
    private Rect untaken = Rect.EMPTY;

    MirrorUpdater(ShownPicture shown, ComparisonCounters counters) {
        PictureMemory memory = shown.memory();
        this.shown = shown;
        this.pixels = new LinearMemory(memory.pixels());
        this.comparison = new Comparison(shown.frame(), memory.pixels(), memory.mirror(), counters);
    }

    ShownPicture shown() {
        return shown;
    }

    /// Takes the changes found so far. Device thread.
    synchronized Rect takeChanged() {
        Rect changed = untaken;
        untaken = Rect.EMPTY;
        return changed;
    }

    /// @return whether there were no changes to take before
    private synchronized boolean add(Rect changed) {
        boolean first = untaken.isEmpty();
        untaken = untaken.union(changed);
        return first;
    }

    // The following is for the thread of ChangeWatch.

    /// The result of a comparison.
    enum Result {
        NOTHING,
        /// The mirror is complete for the first time.
        COMPLETE,
        /// There are changes to take, and there were none before.
        CHANGED,
        /// The memory is gone.
        GONE
    }

    /// Compares the rows that are due.
    Result compare() {
        Result[] result = {Result.NOTHING};
        return pixels.read(_ -> result[0] = compareNow()) ? result[0] : Result.GONE;
    }

    /// Allocates the memory of picture and mirror, once.
    private void allocate() {
        if (!allocated) {
            shown.memory().allocate();
            allocated = true;
        }
    }

    private Result compareNow() {
        allocate();
        if (complete && !pace.isActive() && !differsInThisStep()) {
            pace.recordStep();
            return Result.NOTHING;
        }
        Rect changed = comparison.update();
        pace.recordComparison(changed);
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

    /// The guest has accessed the device, so it may be drawing.
    void noteGuestActivity() {
        pace.noteGuestActivity();
    }

    /// Nanoseconds until the next comparison, after one that took `cost`.
    long delay(long cost) {
        return pace.delay(cost);
    }
}
