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

/// The next update for one client that watches a screen: the latest frame and all damage since the
/// last update. The device thread sets it, the control thread takes it.
final class Watcher implements Surface {
    /// An update for the client.
    ///
    /// @param frame the frame that is shown; nothing if the screen is off
    /// @param number of the latest change in it, counted from 1
    record Update(Optional<Frame> frame, Rect damage, long number) {}

    private final boolean dmaBufs;
    private final Runnable wake;
    private final LatestFrame latest = new LatestFrame();

    /// Whether the client has yet to get the latest update, which may be that the screen is off.
    private boolean pending;

    private boolean wanted;
    private boolean closed;
    private long updates;

    /// @param dmaBufs whether the client takes dma-bufs
    /// @param wake called when there is an update after [#take] found none; on any thread, must not
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

    /// Takes the next update. If there is none, `wake` is called when there is one.
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

    /// Does nothing: pictures do not contain the pointer.
    @Override
    public void cursor(Cursor cursor) {}

    @Override
    public void moveCursor(int x, int y) {}

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
