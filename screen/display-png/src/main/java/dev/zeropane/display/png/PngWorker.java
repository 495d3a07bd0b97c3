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
/// never waits for a disk. Its lock is held for a few assignments at a time.
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

    void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    <T> T ask(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    void add(PngSurface surface) {
        locked(() -> {
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
                // Not even to be said, most likely for want of memory. The next picture may be
                // fine.
            }
        }
    }

    /// Waits until a surface may be written; nothing once all is written and the display closes.
    private Optional<PngSurface> next() {
        lock.lock();
        try {
            while (true) {
                surfaces.removeIf(PngSurface::finished);
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
            // Nobody interrupts this thread but a dying process.
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Has the last changes written and ends the thread.
    ///
    /// @throws dev.zeropane.linux.thread.StuckThreadException if the disk hangs
    void close() {
        locked(() -> {
            closing = true;
            surfaces.forEach(PngSurface::close);
        });
        ThreadEnd.await(thread);
    }
}
