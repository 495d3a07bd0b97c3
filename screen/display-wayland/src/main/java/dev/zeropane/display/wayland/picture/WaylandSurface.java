// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.LatestFrame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.display.wayland.geometry.Size;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.linux.EventLoop;
import java.time.Duration;
import java.util.Optional;
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

    private final LatestFrame latest = new LatestFrame();

    // Guarded by this.
    private Cursor cursor = Cursor.NOT_SET;

    /// Whether there was damage since the guest set the frame.
    private boolean drawn;

    private boolean posted;

    // Of the display's thread.
    private Viewer viewer = NOBODY;
    private final Dismissal dismissal = new Dismissal(System::nanoTime);

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
        latest.show(frame);
        drawn = false;
        post();
    }

    @Override
    public synchronized void damage(Rect rect) {
        if (drawn ? latest.damage(rect) : latest.damageMore(rect)) {
            drawn = true;
            post();
        }
    }

    @Override
    public synchronized void off() {
        latest.off();
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
        latest.forget(memory);
        post();
    }

    @Override
    public void close() {
        off();
    }

    @Override
    public SurfaceStats stats() {
        return latest.stats();
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
            early = !latest.hasForgotten() && latest.isDamaged() && !drawn;
            gone = latest.takeForgotten();
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
    public Optional<Frame> frame() {
        return latest.frame();
    }

    public synchronized Cursor cursor() {
        return cursor;
    }

    /// What is to be shown, and what became of it.
    public LatestFrame latest() {
        return latest;
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
