// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.Rect;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.thread.ThreadEnd;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The clock of a screen, on its own thread. For displays that read, it looks for changes; for
/// displays that import the guest's own pages, it says when the next frame is due. Without displays
/// it waits.
///
/// It has its own thread because comparing a large screen takes milliseconds, and a guest's CPU
/// waits while the device thread does not answer.
final class ChangeWatch implements AutoCloseable {
    /// Callbacks on the device thread.
    interface Listener {
        /// The mirror is complete for the first time.
        void mirrored(MirrorUpdater updater);

        /// The picture has changed, and the mirror was updated.
        void changed(MirrorUpdater updater, Rect changed);

        /// The next frame is due, for displays that need no mirror.
        void frame();
    }

    private static final System.Logger LOG = System.getLogger(ChangeWatch.class.getName());

    private final Executor deviceThread;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wakeUp = lock.newCondition();
    private final AtomicBoolean framePosted = new AtomicBoolean();
    private final Thread thread;

    // Guarded by the lock.
    private Optional<MirrorUpdater> updater = Optional.empty();
    private boolean frames;
    private boolean guestActive;
    private boolean closed;
    private long nextFrame;
    private long nextComparison;
    private long lastComparison = System.nanoTime() - Pace.FRAME_NANOS;
    private long lastCost;

    /// Used by this object's thread only.
    private boolean logged;

    /// @param deviceThread runs tasks in their order
    ChangeWatch(Executor deviceThread, Listener listener) {
        this.deviceThread = deviceThread;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("zeropane-vga-watch").daemon().start(this::run);
    }

    /// Sets the picture to mirror; empty for none.
    void mirror(Optional<MirrorUpdater> wanted) {
        lock.lock();
        try {
            updater = wanted;
            // Compare at once, but use at most half a processor for a guest that flips without
            // pause.
            nextComparison = lastComparison + lastCost;
            wakeUp.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Turns [Listener#frame] on or off.
    void wantFrames(boolean wanted) {
        lock.lock();
        try {
            if (wanted && !frames) {
                nextFrame = System.nanoTime() + Pace.FRAME_NANOS;
                wakeUp.signal();
            }
            frames = wanted;
        } finally {
            lock.unlock();
        }
    }

    /// The guest has accessed the device, so it may be drawing.
    void noteGuestActivity() {
        lock.lock();
        try {
            if (!guestActive && updater.isPresent()) {
                guestActive = true;
                wakeUp.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitTurn()) {
            boolean frame;
            Optional<MirrorUpdater> due;
            lock.lock();
            try {
                long now = System.nanoTime();
                frame = frames && nextFrame - now <= 0;
                if (frame) {
                    nextFrame = Math.max(nextFrame, now - Pace.FRAME_NANOS) + Pace.FRAME_NANOS;
                }
                due = updater.filter(_ -> nextComparison - now <= 0);
            } finally {
                lock.unlock();
            }
            if (frame && !framePosted.getAndSet(true)) {
                deviceThread.execute(this::frame);
            }
            try {
                due.ifPresent(this::compare);
            } catch (InternalError e) {
                // As in resultOf: the error may be thrown a little late.
                logOnce("a page is gone that the host has no memory for");
            }
        }
    }

    private void frame() {
        framePosted.set(false);
        listener.frame();
    }

    /// @return false if the thread has to end
    private boolean awaitTurn() {
        lock.lock();
        try {
            while (!closed) {
                handleGuestActivity();
                long wait = nanosLeft(System.nanoTime());
                if (wait <= 0) {
                    return true;
                }
                try {
                    if (wait == Long.MAX_VALUE) {
                        wakeUp.await();
                    } else {
                        long _ = wakeUp.awaitNanos(wait);
                    }
                } catch (InterruptedException e) {
                    // Interrupts have no meaning for this thread: it checks again.
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private long nanosLeft(long now) {
        long left = Long.MAX_VALUE;
        if (frames) {
            left = nextFrame - now;
        }
        if (updater.isPresent()) {
            left = Math.min(left, nextComparison - now);
        }
        return left;
    }

    private void handleGuestActivity() {
        if (guestActive) {
            guestActive = false;
            updater.ifPresent(MirrorUpdater::noteGuestActivity);
            long soon = lastComparison + Math.max(Pace.FRAME_NANOS, lastCost);
            if (soon - nextComparison < 0) {
                nextComparison = soon;
            }
        }
    }

    private void compare(MirrorUpdater due) {
        long begin = System.nanoTime();
        MirrorUpdater.Result result = resultOf(due);
        long end = System.nanoTime();
        switch (result) {
            case COMPLETE -> deviceThread.execute(() -> listener.mirrored(due));
            case CHANGED -> deviceThread.execute(() -> listener.changed(due, due.takeChanged()));
            case NOTHING, GONE -> {}
        }
        lock.lock();
        try {
            lastComparison = end;
            lastCost = end - begin;
            if (updater.equals(Optional.of(due))) {
                nextComparison = end + due.delay(lastCost);
                updater = updater.filter(_ -> result != MirrorUpdater.Result.GONE);
            }
        } finally {
            lock.unlock();
        }
    }

    private MirrorUpdater.Result resultOf(MirrorUpdater due) {
        try {
            return due.compare();
        } catch (LinuxException.LimitReached e) {
            logOnce("the host has no memory for it: " + e.getMessage());
        } catch (InternalError e) {
            logOnce("a page is gone that the host has no memory for");
        } catch (RuntimeException e) {
            logOnce("internal error, please report it: " + e);
        }
        return MirrorUpdater.Result.GONE;
    }

    /// Logs once: a guest that flips could cause a message for each picture.
    private void logOnce(String reason) {
        if (!logged) {
            logged = true;
            LOG.log(System.Logger.Level.ERROR, "a VGA picture stands still (said once): " + reason);
        }
    }

    /// Waits until the thread has ended.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            wakeUp.signal();
        } finally {
            lock.unlock();
        }
        ThreadEnd.await(thread);
    }
}
