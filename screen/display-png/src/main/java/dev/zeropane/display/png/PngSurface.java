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

/// What is to be drawn for one screen: the latest frame and all damage since the last picture. The
/// device thread fills it, the worker empties it; both hold the worker's lock, never while they
/// read or write pixels.
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

    /// Whether [#picture] takes memory, of which there is so much for all screens.
    private boolean holding;

    // The worker's alone.
    private final Picture picture = new Picture(Picture.HALF_OF_HEAP);
    private boolean complained;

    PngSurface(PngWorker worker, Path file) {
        this.worker = worker;
        this.file = file;
    }

    @Override
    public void show(Frame frame) {
        worker.locked(() -> {
            if (!closed) {
                latest.show(frame);
            }
        });
    }

    @Override
    public void damage(Rect rect) {
        worker.locked(() -> {
            if (!closed) {
                boolean _ = latest.damage(rect);
            }
        });
    }

    /// Pictures are of the screen alone: the pointer belongs to whoever looks.
    @Override
    public void cursor(Cursor cursor) {}

    @Override
    public void moveCursor(int x, int y) {}

    /// The file keeps the last picture: what was on a screen before it went dark is what one wants
    /// to see. A change not yet written is dropped with the frame.
    @Override
    public void off() {
        worker.locked(latest::off);
    }

    @Override
    public SurfaceStats stats() {
        return latest.stats();
    }

    @Override
    public void close() {
        worker.locked(() -> closed = true);
    }

    /// Whether there is something to write. Lock held.
    boolean pending() {
        return latest.isDamaged();
    }

    /// Whether there is something to write, or memory that nothing shown needs. Lock held.
    boolean wantsTurn() {
        return pending() || (holding && (closed || latest.frame().isEmpty()));
    }

    /// Whether it will never have anything to do again. Lock held.
    boolean finished() {
        return closed && !wantsTurn();
    }

    /// How long the next picture must wait, at most 0 if it may be written now. Lock held.
    long delay(long now) {
        return closed ? 0 : earliest - now;
    }

    /// Writes what is pending, or lets go of the picture. Worker thread, lock not held.
    void write() {
        Optional<LatestFrame.Update> job = worker.ask(latest::take);
        if (job.isEmpty()) {
            picture.close();
            worker.locked(() -> holding = false);
            return;
        }
        Frame frame = job.get().frame();
        try {
            if (picture.update(frame, job.get().damage())) {
                PictureFile.replace(file, picture::write);
                finish(latest::countShown);
            } else {
                // The guest took the frame back: it is not read again.
                finish(() -> latest.drop(frame));
            }
        } catch (IOException e) {
            complain(e.toString(), Optional.empty());
            finish(latest::countDropped);
        } catch (RuntimeException | Error e) {
            // Whatever is wrong with this picture, the next one may be fine.
            complain(e.toString(), Optional.of(e));
            finish(latest::countDropped);
        }
    }

    private void finish(Runnable count) {
        worker.locked(() -> {
            earliest = System.nanoTime() + INTERVAL_NANOS;
            latest.countCopied(picture.bytesCopied() - bytesCopied);
            bytesCopied = picture.bytesCopied();
            holding = true;
            count.run();
        });
    }

    private void complain(String reason, Optional<Throwable> bug) {
        if (!complained) {
            complained = true;
            String message = "cannot write " + file + " (said once): " + reason;
            LOG.log(Level.WARNING, message, bug.orElse(null));
        }
    }
}
