// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.LatestFrame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.dmabuf.PixelFormat;
import java.util.Optional;

/// What one client that watches a screen is to be told next: the latest frame and all damage since
/// the last one it took. Filled by the device thread, emptied by the control thread.
final class Watcher implements Surface {
    /// What to tell.
    ///
    /// @param frame what is shown, nothing if the screen is off
    /// @param number of the latest update in it, counted from 1
    record Update(Optional<Frame> frame, Rect damage, long number) {}

    private final boolean dmaBufs;
    private final Runnable wake;
    private final LatestFrame latest = new LatestFrame();

    /// Whether the client has not been told the latest, which may be that the screen is off.
    private boolean pending;

    private boolean wanted;
    private boolean closed;
    private long updates;

    /// @param dmaBufs whether the client takes dma-bufs
    /// @param wake called when there is something to take for whoever asked; any thread, must not
    ///   block
    Watcher(boolean dmaBufs, Runnable wake) {
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
        if (wanted) {
            wanted = false;
            wake.run();
        }
    }

    /// What there is to tell. If there is nothing, the watcher wakes once there is.
    synchronized Optional<Update> take() {
        if (!pending) {
            wanted = true;
            return Optional.empty();
        }
        pending = false;
        Optional<LatestFrame.Update> next = latest.take();
        return Optional.of(
                new Update(
                        next.map(LatestFrame.Update::frame),
                        next.map(LatestFrame.Update::damage).orElse(Rect.EMPTY),
                        updates));
    }

    /// The update was sent, after so many bytes were copied for it.
    synchronized void sent(Update update, long bytes) {
        if (update.frame().isPresent()) {
            latest.countShown();
            latest.countCopied(bytes);
        }
    }

    /// The guest had taken the frame's memory back: whatever comes next is sent instead.
    synchronized void gone(Update update) {
        if (update.frame().isPresent() && latest.drop(update.frame().get())) {
            pending = false;
        }
    }

    /// Pictures are of the screen alone: the pointer belongs to whoever looks.
    @Override
    public void cursor(Cursor cursor) {}

    @Override
    public void moveCursor(int x, int y) {}

    @Override
    public synchronized SurfaceStats stats() {
        return latest.stats();
    }

    /// Any thread; it does not wake any more.
    @Override
    public synchronized void close() {
        closed = true;
        latest.off();
        pending = false;
    }
}
