// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.png;

import dev.zeropane.linux.thread.ThreadEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The thread that writes the pictures of all surfaces of a display, so that the device thread
/// never waits for a disk. Its lock is held only for short moments.
final class PngWorker {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<PngSurface> surfaces = new ArrayList<>();
    private boolean closing;
    private final Thread thread;

    PngWorker(String name) {
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void runLocked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    <T> T callLocked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    void add(PngSurface surface) {
        runLocked(() -> {
            if (closing) {
                throw new IllegalStateException(thread.getName() + " is closed");
            }
            surfaces.add(surface);
        });
    }

    private void run() {
        for (Optional<PngSurface> next = next(); next.isPresent(); next = next()) {
            try {
                next.get().write();
            } catch (RuntimeException | Error e) {
                // Even reporting failed, most likely for lack of memory. The next picture may
                // succeed.
            }
        }
    }

    /// Waits until a surface may be written. Returns nothing when the display closes and everything
    /// is written.
    private Optional<PngSurface> next() {
        lock.lock();
        try {
            while (true) {
                surfaces.removeIf(PngSurface::isFinished);
                long now = System.nanoTime();
                long shortest = Long.MAX_VALUE;
                Optional<PngSurface> first = Optional.empty();
                for (PngSurface surface : surfaces) {
                    if (surface.wantsTurn() && surface.delay(now) < shortest) {
                        shortest = surface.delay(now);
                        first = Optional.of(surface);
                    }
                }
                if (closing || (first.isPresent() && shortest <= 0)) {
                    return first;
                }
                changed.awaitNanos(shortest);
            }
        } catch (InterruptedException e) {
            // Only a process that ends interrupts this thread.
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Lets the thread write the last changes and end.
    ///
    /// @throws dev.zeropane.linux.thread.StuckThreadException if the disk hangs
    void close() {
        runLocked(() -> {
            closing = true;
            surfaces.forEach(PngSurface::close);
        });
        ThreadEnd.await(thread);
    }
}
