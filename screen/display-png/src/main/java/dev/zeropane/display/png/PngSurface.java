// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.png;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
import dev.zeropane.display.LatestFrame;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The latest frame of one screen and all damage since the last picture. The device thread sets
/// them, the worker takes them; both hold the worker's lock, but never while they read or write
/// pixels.
final class PngSurface implements Surface {
    /// At most four pictures a second, however fast the guest draws.
    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final System.Logger LOG = System.getLogger(PngSurface.class.getName());

    private final PngWorker worker;
    private final Path file;

    private final LatestFrame latest = new LatestFrame();

    // Guarded by the worker's lock.
    private boolean closed;
    private long earliest = System.nanoTime();
    private long bytesCopied;

    /// Whether [#picture] uses memory of the limit for all screens.
    private boolean holdsMemory;

    // Used only by the worker.
    private final Picture picture = new Picture(Picture.HALF_OF_HEAP);
    private boolean failureLogged;

    PngSurface(PngWorker worker, Path file) {
        this.worker = worker;
        this.file = file;
    }

    @Override
    public void show(Frame frame) {
        worker.runLocked(() -> {
            if (!closed) {
                latest.show(frame);
            }
        });
    }

    @Override
    public void damage(Rect rect) {
        worker.runLocked(() -> {
            if (!closed) {
                boolean _ = latest.damage(rect);
            }
        });
    }

    /// Does nothing: pictures do not contain the pointer.
    @Override
    public void cursor(Cursor cursor) {}

    @Override
    public void moveCursor(int x, int y) {}

    /// The file keeps the last picture, which people want to see after a screen went dark. A change
    /// that was not written yet is dropped.
    @Override
    public void off() {
        worker.runLocked(latest::off);
    }

    @Override
    public SurfaceStats stats() {
        return latest.stats();
    }

    @Override
    public void close() {
        worker.runLocked(() -> closed = true);
    }

    /// Whether there is a change to write. Called with the lock held.
    boolean isPending() {
        return latest.isDamaged();
    }

    /// Whether there is a change to write, or memory to free. Called with the lock held.
    boolean wantsTurn() {
        return isPending() || (holdsMemory && (closed || latest.frame().isEmpty()));
    }

    /// Whether the surface is closed and has nothing left to do. Called with the lock held.
    boolean isFinished() {
        return closed && !wantsTurn();
    }

    /// How long the next picture must wait; 0 or less if it may be written now. Called with the
    /// lock held.
    long delay(long now) {
        return closed ? 0 : earliest - now;
    }

    /// Writes the pending change, or frees the picture. Called by the worker without the lock.
    void write() {
        Optional<LatestFrame.Update> job = worker.callLocked(latest::take);
        if (job.isEmpty()) {
            picture.close();
            worker.runLocked(() -> holdsMemory = false);
            return;
        }
        Frame frame = job.get().frame();
        try {
            if (picture.update(frame, job.get().damage())) {
                PictureFile.replace(file, picture::write);
                finish(latest::countShown);
            } else {
                // The guest took the frame's memory back: the frame is not read again.
                finish(() -> latest.drop(frame));
            }
        } catch (IOException e) {
            logFailure(e.toString(), Optional.empty());
            finish(latest::countDropped);
        } catch (RuntimeException | Error e) {
            // The next picture may succeed.
            logFailure(e.toString(), Optional.of(e));
            finish(latest::countDropped);
        }
    }

    private void finish(Runnable count) {
        worker.runLocked(() -> {
            earliest = System.nanoTime() + INTERVAL_NANOS;
            latest.countCopied(picture.bytesCopied() - bytesCopied);
            bytesCopied = picture.bytesCopied();
            holdsMemory = true;
            count.run();
        });
    }

    private void logFailure(String reason, Optional<Throwable> bug) {
        if (!failureLogged) {
            failureLogged = true;
            String message = "cannot write " + file + " (said once): " + reason;
            LOG.log(Level.WARNING, message, bug.orElse(null));
        }
    }
}
