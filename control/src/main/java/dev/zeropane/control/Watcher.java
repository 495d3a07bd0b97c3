package dev.zeropane.control;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
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
    private Optional<Frame> shown = Optional.empty();
    private Rect damage = Rect.EMPTY;
    private boolean pending;
    private boolean wanted;
    private boolean closed;
    private long updates;
    private long delivered;
    private long dropped;
    private long bytesCopied;

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
    public void show(Frame frame) {
        update(Optional.of(frame), frame.bounds());
    }

    @Override
    public synchronized void damage(Rect rect) {
        Rect seen = shown.map(f -> rect.intersect(f.bounds())).orElse(Rect.EMPTY);
        if (!seen.isEmpty()) {
            update(shown, seen);
        }
    }

    @Override
    public void off() {
        update(Optional.empty(), Rect.EMPTY);
    }

    private synchronized void update(Optional<Frame> frame, Rect changed) {
        if (closed) {
            return;
        }
        overtaken();
        updates++;
        damage = frame.map(f -> damage.union(changed).intersect(f.bounds())).orElse(Rect.EMPTY);
        shown = frame;
        pending = true;
        if (wanted) {
            wanted = false;
            wake.run();
        }
    }

    private void overtaken() {
        if (pending && shown.isPresent()) {
            dropped++;
        }
    }

    /// What there is to tell. If there is nothing, the watcher wakes once there is.
    synchronized Optional<Update> take() {
        if (!pending) {
            wanted = true;
            return Optional.empty();
        }
        Update update = new Update(shown, damage, updates);
        pending = false;
        damage = Rect.EMPTY;
        return Optional.of(update);
    }

    /// The update was sent, after so many bytes were copied for it.
    synchronized void sent(Update update, long bytes) {
        if (update.frame().isPresent()) {
            delivered++;
            bytesCopied += bytes;
        }
    }

    /// The guest had taken the frame's memory back: whatever comes next is sent instead.
    synchronized void gone(Update update) {
        dropped++;
        if (shown.equals(update.frame())) {
            shown = Optional.empty();
            damage = Rect.EMPTY;
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
        return new SurfaceStats(delivered, dropped, bytesCopied);
    }

    /// Any thread; it does not wake any more.
    @Override
    public synchronized void close() {
        closed = true;
        shown = Optional.empty();
        pending = false;
    }
}
