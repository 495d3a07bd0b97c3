// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Display;
import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.Rect;
import dev.zeropane.display.Surface;
import dev.zeropane.display.SurfaceStats;
import dev.zeropane.dmabuf.PixelFormat;
import dev.zeropane.testkit.QuietSurface;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// A display that sees what a person would: it reads what it is told has changed, when it gets to
/// it, and nothing else.
final class Viewer extends QuietSurface implements Display {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long POLL_NANOS = 1_000_000;

    private final boolean reads;
    private volatile boolean takesDmaBufs;

    // Guarded by this.
    private final List<String> told = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private final List<FrameMemory> forgotten = new ArrayList<>();
    private final List<Rect> damages = new ArrayList<>();
    private Optional<Frame> shown = Optional.empty();
    private Rect unseen = Rect.EMPTY;
    private byte[] picture = {};
    private Runnable before = () -> {};
    private Runnable after = () -> {};

    /// @param reads at once; else only when told to ([#look])
    Viewer(boolean takesDmaBufs, boolean reads) {
        this.takesDmaBufs = takesDmaBufs;
        this.reads = reads;
    }

    static Viewer reader() {
        return new Viewer(false, true);
    }

    static Viewer importer() {
        return new Viewer(true, false);
    }

    void takesDmaBufs(boolean takes) {
        takesDmaBufs = takes;
    }

    @Override
    public Surface open(int scanout) {
        return this;
    }

    @Override
    public String name() {
        return "viewer";
    }

    @Override
    public boolean takesDmaBuf(PixelFormat format, int stride, long offset) {
        return takesDmaBufs;
    }

    @Override
    public synchronized void show(Frame frame) {
        shown = Optional.of(frame);
        frames.add(frame);
        unseen = frame.bounds();
        picture = new byte[Math.toIntExact(frame.requiredBytes() - frame.offset())];
        say("show " + frame.width() + "x" + frame.height());
    }

    @Override
    public synchronized void damage(Rect rect) {
        assertTrue(shown.isPresent(), "damage of nothing");
        assertTrue(
                Rect.fits(
                        rect.x(),
                        rect.y(),
                        rect.width(),
                        rect.height(),
                        shown.get().width(),
                        shown.get().height()));
        damages.add(rect);
        unseen = unseen.union(rect);
        say("damage " + rect);
    }

    @Override
    public synchronized void off() {
        shown = Optional.empty();
        picture = new byte[0];
        say("off");
    }

    @Override
    public synchronized void forget(FrameMemory memory) {
        assertNotEquals(Optional.of(memory), shown.map(Frame::memory));
        assertFalse(memory.dmaBuf().isPresent());
        assertFalse(memory.read(pixels -> pixels.get(ValueLayout.JAVA_BYTE, 0)));
        forgotten.add(memory);
        say("forget");
    }

    private void say(String what) {
        told.add(what);
        if (reads) {
            look();
        }
    }

    /// Has something done just before and just after it reads.
    synchronized void aroundLooks(Runnable before, Runnable after) {
        this.before = before;
        this.after = after;
    }

    /// Reads what it has not seen yet; nothing else of the picture changes by that.
    synchronized void look() {
        if (shown.isEmpty() || unseen.isEmpty()) {
            return;
        }
        Frame frame = shown.get();
        Rect rect = unseen;
        unseen = Rect.EMPTY;
        before.run();
        boolean _ =
                frame.memory()
                        .read(pixels -> {
                            for (int y = rect.y(); y < rect.bottom(); y++) {
                                long at = (long) y * frame.stride() + frame.bytes(rect.x());
                                MemorySegment.copy(
                                        pixels,
                                        frame.offset() + at,
                                        MemorySegment.ofArray(picture),
                                        at,
                                        frame.bytes(rect.width()));
                            }
                        });
        after.run();
    }

    synchronized List<String> told() {
        return List.copyOf(told);
    }

    /// All frames it was shown.
    synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }

    synchronized List<FrameMemory> forgotten() {
        return List.copyOf(forgotten);
    }

    synchronized List<Rect> damages() {
        return List.copyOf(damages);
    }

    synchronized Optional<Frame> shown() {
        return shown;
    }

    /// Bytes that are seen in place of those of the guest, from the first pixel to the last.
    synchronized byte[] picture() {
        return picture.clone();
    }

    /// Whether what is seen is what is in `memory` now, from `offset` on.
    synchronized boolean sees(MemorySegment memory, long offset) {
        if (shown.isEmpty()) {
            return false;
        }
        Frame frame = shown.get();
        long row = frame.bytes(frame.width());
        MemorySegment seen = MemorySegment.ofArray(picture);
        for (int y = 0; y < frame.height(); y++) {
            long at = (long) y * frame.stride();
            if (MemorySegment.mismatch(seen, at, at + row, memory, offset + at, offset + at + row)
                    >= 0) {
                return false;
            }
        }
        return true;
    }

    /// Waits until something is so.
    void await(String what, Predicate<Viewer> condition) {
        long _ = nanosUntil(what, condition);
    }

    /// Waits until something is so; polls, as memory gives no notice.
    ///
    /// @param condition may ask the device: no lock is held
    /// @return nanoseconds it took
    long nanosUntil(String what, Predicate<Viewer> condition) {
        long begin = System.nanoTime();
        while (!condition.test(this)) {
            long nanos = System.nanoTime() - begin;
            assertTrue(nanos < LIMIT.toNanos(), "never: " + what + "; was told " + told());
            LockSupport.parkNanos(POLL_NANOS);
        }
        return System.nanoTime() - begin;
    }

    @Override
    public synchronized SurfaceStats stats() {
        return new SurfaceStats(told.size(), 0, 0);
    }
}
