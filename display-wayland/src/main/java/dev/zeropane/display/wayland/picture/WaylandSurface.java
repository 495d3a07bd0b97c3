// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// What one screen should show. The device thread sets it; the display's thread takes it when the
/// compositor is ready. So the latest frame wins, and neither thread waits for the other. It
/// outlives windows: a compositor that comes back is shown the same picture.
public final class WaylandSurface implements Surface {
    /// How long to wait for the first damage of a new frame. Guests set a frame and at once say
    /// that it is drawn: shown when it is set, it would be shown twice.
    private static final Duration FIRST_DAMAGE = Duration.ofMillis(2);

    /// Shows a screen, on the display's thread.
    public interface Viewer {
        /// Something about the screen changed.
        ///
        /// @param gone which memory the guest has taken back
        void changed(Predicate<FrameMemory> gone);
    }

    private static final Viewer NOBODY = _ -> {};

    private final EventLoop loop;
    private final Predicate<PixelFormat> takesDmaBuf;
    private final int scanout;
    private final Runnable update;

    // Guarded by this.
    private Optional<Frame> frame = Optional.empty();
    private Rect damage = Rect.EMPTY;
    private Cursor cursor = Cursor.NOT_SET;
    private final Forgotten forgotten = new Forgotten();

    /// Whether there was damage since the guest set the frame.
    private boolean drawn;

    private boolean posted;

    // Of the display's thread.
    private Viewer viewer = NOBODY;
    private final Dismissal dismissal = new Dismissal(System::nanoTime);

    private final AtomicLong shown = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong bytesCopied = new AtomicLong();

    /// @param loop of the display's thread
    /// @param takesDmaBuf which formats the compositor takes as dma-bufs, asked on any thread
    public WaylandSurface(EventLoop loop, Predicate<PixelFormat> takesDmaBuf, int scanout) {
        this.loop = loop;
        this.takesDmaBuf = takesDmaBuf;
        this.scanout = scanout;
        this.update = this::update;
    }

    public int scanout() {
        return scanout;
    }

    @Override
    public boolean takesDmaBuf(PixelFormat format, int stride, long offset) {
        return Frame.isImportable(format, stride) && takesDmaBuf.test(format);
    }

    @Override
    public synchronized void show(Frame frame) {
        overtake();
        this.frame = Optional.of(frame);
        damage = frame.bounds();
        drawn = false;
        post();
    }

    @Override
    public synchronized void damage(Rect rect) {
        if (frame.isEmpty()) {
            return;
        }
        Rect seen = rect.intersect(frame.get().bounds());
        if (!seen.isEmpty()) {
            if (drawn) {
                overtake();
            }
            damage = damage.union(seen);
            drawn = true;
            post();
        }
    }

    private void overtake() {
        if (!damage.isEmpty()) {
            dropped.incrementAndGet();
        }
    }

    @Override
    public synchronized void off() {
        overtake();
        frame = Optional.empty();
        damage = Rect.EMPTY;
        post();
    }

    @Override
    public synchronized void cursor(Cursor cursor) {
        this.cursor = cursor;
        post();
    }

    /// Does nothing: the compositor moves the pointer.
    @Override
    public void moveCursor(int x, int y) {}

    @Override
    public synchronized void forget(FrameMemory memory) {
        forgotten.add(memory);
        post();
    }

    @Override
    public void close() {
        off();
    }

    @Override
    public SurfaceStats stats() {
        return new SurfaceStats(shown.get(), dropped.get(), bytesCopied.get());
    }

    /// Has the display's thread look. Changes until it does are one. Lock held.
    private void post() {
        if (!posted) {
            posted = true;
            loop.post(update);
        }
    }

    private void update() {
        Predicate<FrameMemory> gone;
        boolean early;
        synchronized (this) {
            posted = false;
            early = forgotten.isEmpty() && isDamaged() && !drawn;
            gone = forgotten.take(frame.map(Frame::memory));
        }
        if (early) {
            EventLoop.Timer _ = loop.after(FIRST_DAMAGE, () -> viewer.changed(_ -> false));
        } else {
            viewer.changed(gone);
        }
    }

    // What follows is called on the display's thread.

    /// Tells this viewer of changes from now on, and no other.
    public void showBy(Viewer next) {
        viewer = next;
    }

    /// Tells nobody of changes from now on: the compositor is gone.
    public void showByNobody() {
        viewer = NOBODY;
    }

    /// The frame to be shown, if there is one.
    public synchronized Optional<Frame> frame() {
        return frame;
    }

    public synchronized Cursor cursor() {
        return cursor;
    }

    /// Whether something of the frame is not shown yet.
    synchronized boolean isDamaged() {
        return !damage.isEmpty();
    }

    /// What is to be shown anew of `shown`; nothing if by now another frame is to be shown.
    synchronized Optional<Rect> takeDamage(Frame shown) {
        if (!frame.equals(Optional.of(shown))) {
            return Optional.empty();
        }
        Rect taken = damage;
        damage = Rect.EMPTY;
        return Optional.of(taken);
    }

    /// What was taken of `shown` could not be shown, and is to be tried again.
    synchronized void giveBack(Frame shown, Rect taken) {
        if (frame.equals(Optional.of(shown))) {
            damage = damage.union(taken);
        }
    }

    /// All of the frame is to be shown, as if for the first time.
    public synchronized void damageAll() {
        damage = frame.map(Frame::bounds).orElse(Rect.EMPTY);
    }

    void countShown(long copied) {
        shown.incrementAndGet();
        bytesCopied.addAndGet(copied);
    }

    /// Somebody has closed its window.
    ///
    /// @return whether it gets none until the guest is another
    public boolean dismiss() {
        dismissal.closed(frame().map(Size::of));
        return dismissal.isForGood();
    }

    public void guestChanged() {
        dismissal.guestChanged();
    }

    public boolean wantsWindow() {
        return dismissal.allows(frame().map(Size::of));
    }
}
