package dev.zeropane.display.png;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.Frame;
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

    private record Job(Frame frame, Rect damage) {}

    private final PngWorker worker;
    private final Path file;

    // Guarded by the worker's lock.
    private Optional<Frame> shown = Optional.empty();
    private Rect damage = Rect.EMPTY;
    private boolean closed;
    private long earliest = System.nanoTime();
    private long written;
    private long dropped;
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
                overtaken();
                shown = Optional.of(frame);
                damage = frame.bounds();
            }
        });
    }

    @Override
    public void damage(Rect rect) {
        worker.locked(() -> {
            if (!closed) {
                shown.ifPresent(frame -> add(rect.intersect(frame.bounds())));
            }
        });
    }

    private void add(Rect drawn) {
        if (!drawn.isEmpty()) {
            overtaken();
            damage = damage.union(drawn);
        }
    }

    /// What was to be written goes together with what comes now, or not at all.
    private void overtaken() {
        if (pending()) {
            dropped++;
        }
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
        worker.locked(this::forget);
    }

    @Override
    public SurfaceStats stats() {
        return worker.ask(() -> new SurfaceStats(written, dropped, bytesCopied));
    }

    @Override
    public void close() {
        worker.locked(() -> closed = true);
    }

    private void forget() {
        overtaken();
        shown = Optional.empty();
        damage = Rect.EMPTY;
    }

    /// Whether there is something to write. Lock held.
    boolean pending() {
        return !damage.isEmpty();
    }

    /// Whether there is something to write, or memory that nothing shown needs. Lock held.
    boolean wantsTurn() {
        return pending() || (holding && (closed || shown.isEmpty()));
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
        Optional<Job> job = worker.ask(this::take);
        if (job.isEmpty()) {
            picture.close();
            worker.locked(() -> holding = false);
            return;
        }
        Frame frame = job.get().frame();
        boolean done = false;
        try {
            if (picture.update(frame, job.get().damage())) {
                PictureFile.replace(file, picture::write);
                done = true;
            } else {
                drop(frame);
            }
        } catch (IOException e) {
            complain(e.toString(), Optional.empty());
        } catch (RuntimeException | Error e) {
            // Whatever is wrong with this picture, the next one may be fine.
            complain(e.toString(), Optional.of(e));
        }
        finish(done);
    }

    private void finish(boolean done) {
        worker.locked(() -> {
            earliest = System.nanoTime() + INTERVAL_NANOS;
            bytesCopied = picture.bytesCopied();
            holding = true;
            if (done) {
                written++;
            } else {
                dropped++;
            }
        });
    }

    private void complain(String reason, Optional<Throwable> bug) {
        if (!complained) {
            complained = true;
            String message = "cannot write " + file + " (said once): " + reason;
            LOG.log(Level.WARNING, message, bug.orElse(null));
        }
    }

    private Optional<Job> take() {
        if (!pending()) {
            return Optional.empty();
        }
        Rect area = damage;
        damage = Rect.EMPTY;
        return shown.map(frame -> new Job(frame, area));
    }

    /// The guest took the frame back: not to be read again, unless another is shown by now.
    private void drop(Frame frame) {
        worker.locked(() -> {
            if (shown.equals(Optional.of(frame))) {
                forget();
            }
        });
    }
}
