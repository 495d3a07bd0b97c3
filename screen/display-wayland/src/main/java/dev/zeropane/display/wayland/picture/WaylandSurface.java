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

/// What one screen should show. The device thread sets the picture; the display's thread takes it
/// when the compositor is ready. So the latest frame wins, and neither thread waits for the other.
/// The surface outlives windows: a compositor that comes back gets the same picture.
public final class WaylandSurface implements Surface {
    /// How long to wait for the first damage of a new frame. Guests set a frame and damage it at
    /// once: without the wait, it would be shown twice.
    private static final Duration FIRST_DAMAGE = Duration.ofMillis(2);

    /// Shows a screen, on the display's thread.
    public interface Viewer {
        /// Something about the screen changed.
        ///
        /// @param revoked whether the guest took a memory back
        void changed(Predicate<FrameMemory> revoked);
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

    /// Wakes the display's thread, once for all changes until it runs. Called with the lock held.
    private void post() {
        if (!posted) {
            posted = true;
            loop.post(update);
        }
    }

    private void update() {
        Predicate<FrameMemory> revoked;
        boolean early;
        synchronized (this) {
            posted = false;
            early = !latest.hasForgotten() && latest.isDamaged() && !drawn;
            revoked = latest.takeForgotten();
        }
        if (early) {
            EventLoop.Timer _ = loop.after(FIRST_DAMAGE, () -> viewer.changed(_ -> false));
        } else {
            viewer.changed(revoked);
        }
    }

    // The following methods are called on the display's thread.

    /// Tells only this viewer of changes from now on.
    public void setViewer(Viewer next) {
        viewer = next;
    }

    /// Tells nobody of changes from now on.
    public void removeViewer() {
        viewer = NOBODY;
    }

    /// The frame to be shown, if any.
    public Optional<Frame> frame() {
        return latest.frame();
    }

    public synchronized Cursor cursor() {
        return cursor;
    }

    /// The picture to be shown, and its statistics.
    public LatestFrame latest() {
        return latest;
    }

    /// A user has closed the screen's window.
    ///
    /// @return whether the screen gets no window until there is another guest
    public boolean dismiss() {
        dismissal.closed(frame().map(Size::of));
        return dismissal.isForGood();
    }

    public void guestChanged() {
        dismissal.guestChanged();
    }

    public boolean admitWindow() {
        return dismissal.admit(frame().map(Size::of));
    }
}
