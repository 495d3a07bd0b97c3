// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.Optional;
import java.util.function.Predicate;

/// The frame that a surface is to show, and what of it was drawn since the display last took that:
/// the device thread sets, a display takes when it is ready. So the latest frame wins, damage adds
/// up, and neither waits for the other. Counts what was shown, and what a later update overtook
/// before it was taken.
///
/// Safe from any thread; reads no pixels.
public final class LatestFrame {
    private Optional<Frame> frame = Optional.empty();
    private Rect damage = Rect.EMPTY;

    /// Whether the display has not taken the last update, or not all of it.
    private boolean waiting;

    private final Forgotten forgotten = new Forgotten();
    private long shown;
    private long dropped;
    private long bytesCopied;

    /// Nothing is shown.
    public LatestFrame() {}

    /// What to show.
    ///
    /// @param damage what of the frame was drawn anew, not empty
    public record Update(Frame frame, Rect damage) {}

    /// Shows a frame, all of which counts as damaged.
    public synchronized void show(Frame next) {
        overtake();
        frame = Optional.of(next);
        damage = next.bounds();
        waiting = true;
    }

    /// Part of the frame was drawn anew: an update of its own.
    ///
    /// @return whether any of it is within a frame that is shown
    public synchronized boolean damage(Rect drawn) {
        Rect seen = within(drawn);
        if (!seen.isEmpty()) {
            overtake();
            add(seen);
        }
        return !seen.isEmpty();
    }

    /// Part of the frame was drawn anew, or is to be shown once more: more of the update that
    /// waits, if one does.
    ///
    /// @return whether any of it is within a frame that is shown
    public synchronized boolean damageMore(Rect drawn) {
        Rect seen = within(drawn);
        if (!seen.isEmpty()) {
            add(seen);
        }
        return !seen.isEmpty();
    }

    private Rect within(Rect drawn) {
        return frame.map(f -> drawn.intersect(f.bounds())).orElse(Rect.EMPTY);
    }

    private void add(Rect seen) {
        damage = damage.union(seen);
        waiting = true;
    }

    /// Shows nothing.
    public synchronized void off() {
        overtake();
        frame = Optional.empty();
        damage = Rect.EMPTY;
    }

    private void overtake() {
        if (waiting) {
            dropped++;
        }
        waiting = false;
    }

    /// The frame to be shown, if there is one.
    public synchronized Optional<Frame> frame() {
        return frame;
    }

    /// What of the frame is not taken yet.
    public synchronized Rect damage() {
        return damage;
    }

    /// Whether something of the frame is not taken yet.
    public synchronized boolean isDamaged() {
        return !damage.isEmpty();
    }

    /// Takes what is to be shown, if there is something.
    public synchronized Optional<Update> take() {
        return damage.isEmpty() ? Optional.empty() : frame.map(f -> new Update(f, takeAll()));
    }

    /// Takes what is to be shown anew of a frame.
    ///
    /// @return nothing if by now another frame is to be shown
    public synchronized Optional<Rect> take(Frame expected) {
        return frame.equals(Optional.of(expected)) ? Optional.of(takeAll()) : Optional.empty();
    }

    private Rect takeAll() {
        Rect taken = damage;
        damage = Rect.EMPTY;
        waiting = false;
        return taken;
    }

    /// Takes the upper rows of what is to be shown, for a display that needs several steps; when it
    /// has taken the last, it calls [#endUpdate].
    ///
    /// @param rows at most so many, more than 0
    public synchronized Rect takeRows(int rows) {
        Rect all = damage;
        if (all.height() <= rows) {
            damage = Rect.EMPTY;
            return all;
        }
        Rect taken = new Rect(all.x(), all.y(), all.width(), rows);
        damage = new Rect(all.x(), taken.bottom(), all.width(), all.height() - rows);
        return taken;
    }

    /// All of the update that waited is on its way.
    ///
    /// @return whether one did: what is shown a second time is none
    public synchronized boolean endUpdate() {
        boolean was = waiting;
        waiting = false;
        return was;
    }

    /// An update that was on its way did not arrive, and waits again.
    public synchronized void resumeUpdate() {
        overtake();
        waiting = true;
    }

    /// What was taken of a frame could not be shown, and is to be tried again, unless another frame
    /// is to be shown by now.
    public synchronized void giveBack(Frame taken, Rect part) {
        if (frame.equals(Optional.of(taken))) {
            damageMore(part);
        }
    }

    /// Part of the frame is to be shown a second time. Not an update.
    public synchronized void repeat(Rect part) {
        damage = damage.union(within(part));
    }

    /// All of the frame is to be shown, to somebody who has seen nothing of it. Not an update.
    public synchronized void repeatAll() {
        damage = frame.map(Frame::bounds).orElse(Rect.EMPTY);
    }

    /// The guest has taken a frame's memory back before it could be shown: nothing is to be shown,
    /// unless it is another frame by now.
    ///
    /// @return whether nothing is
    public synchronized boolean drop(Frame taken) {
        dropped++;
        boolean latest = frame.equals(Optional.of(taken));
        if (latest) {
            off();
        }
        return latest;
    }

    /// A frame's memory is gone; see [Surface#forget]. Only for displays that keep what they make
    /// of memory, and call [#takeForgotten].
    public synchronized void forget(FrameMemory memory) {
        forgotten.add(memory);
    }

    /// Whether the display has not heard yet of memory that is gone.
    public synchronized boolean hasForgotten() {
        return !forgotten.isEmpty();
    }

    /// Takes what memory is gone, of which nothing is to be kept: of the frame to be shown it never
    /// is, of other memory it may be said although it is not gone, if there is much.
    public synchronized Predicate<FrameMemory> takeForgotten() {
        return forgotten.take(frame.map(Frame::memory));
    }

    /// An update that was taken was shown.
    public synchronized void countShown() {
        shown++;
    }

    /// An update that was taken could not be shown.
    public synchronized void countDropped() {
        dropped++;
    }

    /// Pixels were copied to show something.
    public synchronized void countCopied(long bytes) {
        bytesCopied += bytes;
    }

    public synchronized SurfaceStats stats() {
        return new SurfaceStats(shown, dropped, bytesCopied);
    }
}
