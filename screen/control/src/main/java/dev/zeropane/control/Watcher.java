// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.LatestFrame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.dmabuf.PixelFormat;
import java.util.Optional;
import java.util.function.Predicate;

/// The next update for one client that watches or views a screen: the latest frame and all damage
/// since the last update, and for a view the latest pointer. The device thread sets it, the control
/// thread takes it.
final class Watcher implements Surface {
    /// Something that the client is to be told.
    sealed interface Change {}

    /// A picture.
    ///
    /// @param frame the frame that is shown; nothing if the screen is off
    /// @param number of the latest change in it, counted from 1
    /// @param forgotten which memory the guest took back, never the frame's
    record Update(Optional<Frame> frame, Rect damage, long number, Predicate<FrameMemory> forgotten)
            implements Change {
        /// The same, with other damage.
        Update withDamage(Rect other) {
            return new Update(frame, other, number, forgotten);
        }
    }

    /// What the pointer looks like.
    record Shape(Cursor cursor) implements Change {}

    /// Where the pointer is.
    record Spot(int x, int y) implements Change {}

    /// The guest took memory back that the client does not show.
    record Forgotten(Predicate<FrameMemory> which) implements Change {}

    private final boolean view;
    private final boolean dmaBufs;
    private final Runnable wake;
    private final LatestFrame latest = new LatestFrame();

    /// Whether the client has yet to get the latest update, which may be that the screen is off.
    private boolean pending;

    private boolean wanted;
    private boolean closed;
    private long updates;

    // What only views are told.
    private Optional<Cursor> shape = Optional.empty();
    private Optional<Spot> spot = Optional.empty();

    /// Whether the last change was a picture: the pointer has its turn between pictures, and they
    /// have theirs between its moves.
    private boolean lastWasPicture;

    /// @param view whether the client is told of the pointer, and of memory that the guest takes
    ///   back
    /// @param dmaBufs whether the client takes dma-bufs
    /// @param wake called when there is a change after [#take] found none; on any thread, must not
    ///   block
    Watcher(boolean view, boolean dmaBufs, Runnable wake) {
        this.view = view;
        this.dmaBufs = dmaBufs;
        this.wake = wake;
    }

    @Override
    public boolean takesDmaBuf(PixelFormat format, int stride, long offset) {
        return dmaBufs;
    }

    @Override
    public synchronized void show(Frame frame) {
        if (!closed) {
            latest.show(frame);
            updated();
        }
    }

    @Override
    public synchronized void damage(Rect rect) {
        if (!closed && latest.damage(rect)) {
            updated();
        }
    }

    @Override
    public synchronized void off() {
        if (!closed) {
            latest.off();
            updated();
        }
    }

    private void updated() {
        updates++;
        pending = true;
        changed();
    }

    private void changed() {
        if (wanted) {
            wanted = false;
            wake.run();
        }
    }

    /// Takes the next change. If there is none, `wake` is called when there is one.
    synchronized Optional<Change> take() {
        if (pending && !lastWasPicture) {
            lastWasPicture = true;
            return Optional.of(takeUpdate());
        }
        lastWasPicture = false;
        if (shape.isPresent()) {
            Change next = new Shape(shape.get());
            shape = Optional.empty();
            return Optional.of(next);
        }
        if (spot.isPresent()) {
            Change next = spot.get();
            spot = Optional.empty();
            return Optional.of(next);
        }
        if (pending) {
            lastWasPicture = true;
            return Optional.of(takeUpdate());
        }
        if (latest.hasForgotten()) {
            return Optional.of(new Forgotten(latest.takeForgotten()));
        }
        wanted = true;
        return Optional.empty();
    }

    private Update takeUpdate() {
        pending = false;
        Optional<LatestFrame.Update> next = latest.take();
        return new Update(
                next.map(LatestFrame.Update::frame),
                next.map(LatestFrame.Update::damage).orElse(Rect.EMPTY),
                updates,
                latest.takeForgotten());
    }

    /// The update was sent, after so many bytes were copied for it.
    synchronized void countSent(Update update, long bytes) {
        if (update.frame().isPresent()) {
            latest.countShown();
            latest.countCopied(bytes);
        }
    }

    /// The guest had taken the frame's memory back: the next update is sent instead.
    synchronized void drop(Update update) {
        if (update.frame().isPresent() && latest.drop(update.frame().get())) {
            pending = false;
        }
    }

    @Override
    public synchronized void cursor(Cursor cursor) {
        if (view && !closed) {
            shape = Optional.of(cursor);
            changed();
        }
    }

    @Override
    public synchronized void moveCursor(int x, int y) {
        if (view && !closed) {
            spot = Optional.of(new Spot(x, y));
            changed();
        }
    }

    @Override
    public synchronized void forget(FrameMemory memory) {
        if (view && !closed) {
            latest.forget(memory);
            changed();
        }
    }

    @Override
    public synchronized SurfaceStats stats() {
        return latest.stats();
    }

    /// Safe from any thread; `wake` is not called any more.
    @Override
    public synchronized void close() {
        closed = true;
        latest.off();
        pending = false;
    }
}
