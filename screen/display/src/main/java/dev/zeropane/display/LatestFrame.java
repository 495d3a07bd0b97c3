// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.Optional;
import java.util.function.Predicate;

/// The frame that a surface is to show, and its damage since the display last took it: the device
/// thread sets them, a display takes them when it is ready. So the latest frame wins, damage adds
/// up, and neither thread waits for the other. Counts the updates that were shown, and those that a
/// later update overtook before they were taken.
///
/// Safe from any thread; reads no pixels.
public final class LatestFrame {
    private Optional<Frame> frame = Optional.empty();
    private Rect damage = Rect.EMPTY;

    /// Whether the display has yet to take the last update, or the rest of it.
    private boolean waiting;

    private final Forgotten forgotten = new Forgotten();
    private long shown;
    private long dropped;
    private long bytesCopied;

    /// Shows nothing at first.
    public LatestFrame() {}

    /// A frame to show.
    ///
    /// @param damage the part of the frame that changed, not empty
    public record Update(Frame frame, Rect damage) {}

    /// Shows a frame, all of which counts as damaged.
    public synchronized void show(Frame next) {
        overtake();
        frame = Optional.of(next);
        damage = next.bounds();
        waiting = true;
    }

    /// Part of the frame changed: a new update.
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

    /// Part of the frame changed, or is to be shown once more. Adds to the update that waits, if
    /// there is one.
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

    /// The frame to be shown, if any.
    public synchronized Optional<Frame> frame() {
        return frame;
    }

    /// The part of the frame that is not taken yet.
    public synchronized Rect damage() {
        return damage;
    }

    /// Whether a part of the frame is not taken yet.
    public synchronized boolean isDamaged() {
        return !damage.isEmpty();
    }

    /// Takes the frame and its damage, if there is damage.
    public synchronized Optional<Update> take() {
        return damage.isEmpty() ? Optional.empty() : frame.map(f -> new Update(f, takeAll()));
    }

    /// Takes the damage of a frame.
    ///
    /// @return nothing if another frame is to be shown by now
    public synchronized Optional<Rect> take(Frame expected) {
        return frame.equals(Optional.of(expected)) ? Optional.of(takeAll()) : Optional.empty();
    }

    private Rect takeAll() {
        Rect taken = damage;
        damage = Rect.EMPTY;
        waiting = false;
        return taken;
    }

    /// Takes the upper rows of the damage, for a display that needs several steps; when it has
    /// taken the last rows, it calls [#endUpdate].
    ///
    /// @param rows how many to take at most, more than 0
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

    /// The display has sent all of the update that waited.
    ///
    /// @return whether one waited: a repetition is not an update
    public synchronized boolean endUpdate() {
        boolean was = waiting;
        waiting = false;
        return was;
    }

    /// An update that the display had sent did not arrive, and waits again.
    public synchronized void resumeUpdate() {
        overtake();
        waiting = true;
    }

    /// The display could not show what it took of a frame. It is to be tried again, unless another
    /// frame is to be shown by now.
    public synchronized void giveBack(Frame taken, Rect part) {
        if (frame.equals(Optional.of(taken))) {
            damageMore(part);
        }
    }

    /// Shows part of the frame a second time. Not an update.
    public synchronized void repeat(Rect part) {
        damage = damage.union(within(part));
    }

    /// Shows all of the frame again, for a new viewer. Not an update.
    public synchronized void repeatAll() {
        damage = frame.map(Frame::bounds).orElse(Rect.EMPTY);
    }

    /// The guest took a frame's memory back before the display could show it: turns the screen off,
    /// unless another frame is to be shown by now.
    ///
    /// @return whether nothing is to be shown
    public synchronized boolean drop(Frame taken) {
        dropped++;
        boolean latest = frame.equals(Optional.of(taken));
        if (latest) {
            off();
        }
        return latest;
    }

    /// The guest took a frame's memory back; see [Surface#forget]. Only for displays that keep
    /// buffers of frames' memory, and call [#takeForgotten].
    public synchronized void forget(FrameMemory memory) {
        forgotten.add(memory);
    }

    /// Whether the guest took memory back since the last [#takeForgotten].
    public synchronized boolean hasForgotten() {
        return !forgotten.isEmpty();
    }

    /// Takes which memory the guest took back: the display must drop its buffers of that memory.
    /// The answer is never true for the memory of the frame to be shown. It may be true for other
    /// memory that the guest still has, if the guest took very much back.
    public synchronized Predicate<FrameMemory> takeForgotten() {
        return forgotten.take(frame.map(Frame::memory));
    }

    /// The display showed an update that it took.
    public synchronized void countShown() {
        shown++;
    }

    /// The display could not show an update that it took.
    public synchronized void countDropped() {
        dropped++;
    }

    /// The display copied pixels to show them.
    public synchronized void countCopied(long bytes) {
        bytesCopied += bytes;
    }

    public synchronized SurfaceStats stats() {
        return new SurfaceStats(shown, dropped, bytesCopied);
    }
}
