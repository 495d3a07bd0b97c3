// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.Rect;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.ThreadEnd;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The clock of a screen, on a thread of its own: looks for what has changed where somebody reads,
/// and says when it is time for the next picture where somebody shows the guest's own pages. Where
/// there is nobody it waits.
///
/// A thread of its own as comparing a large screen takes milliseconds, and a guest's CPU stands
/// still while the device thread does not answer.
final class ChangeWatch implements AutoCloseable {
    /// Told on the device thread.
    interface Listener {
        /// The mirror is like the picture.
        void mirrored(Mirroring mirroring);

        /// The picture has changed, and the mirror with it.
        void changed(Mirroring mirroring, Rect changed);

        /// It is time for the next picture of those who need no mirror.
        void frame();
    }

    private static final System.Logger LOG = System.getLogger(ChangeWatch.class.getName());

    private final Executor deviceThread;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final AtomicBoolean framePosted = new AtomicBoolean();
    private final Thread thread;

    // Guarded by the lock.
    private Optional<Mirroring> mirroring = Optional.empty();
    private boolean frames;
    private boolean touched;
    private boolean closed;
    private long nextFrame;
    private long nextComparison;
    private long lastComparison = System.nanoTime() - Pace.FRAME_NANOS;
    private long lastCost;

    /// The thread's alone.
    private boolean complained;

    /// @param deviceThread keeps what it is given in order
    ChangeWatch(Executor deviceThread, Listener listener) {
        this.deviceThread = deviceThread;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("zeropane-vga-watch").daemon().start(this::run);
    }

    /// What is to be mirrored, if anything.
    void mirror(Optional<Mirroring> wanted) {
        lock.lock();
        try {
            mirroring = wanted;
            // At once, but a guest that flips without pause gets no more than half a processor.
            nextComparison = lastComparison + lastCost;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Whether somebody wants to know when it is time for the next picture.
    void frames(boolean wanted) {
        lock.lock();
        try {
            if (wanted && !frames) {
                nextFrame = System.nanoTime() + Pace.FRAME_NANOS;
                news.signal();
            }
            frames = wanted;
        } finally {
            lock.unlock();
        }
    }

    /// The guest does something.
    void touched() {
        lock.lock();
        try {
            if (!touched && mirroring.isPresent()) {
                touched = true;
                news.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitTurn()) {
            boolean frame;
            Optional<Mirroring> due;
            lock.lock();
            try {
                long now = System.nanoTime();
                frame = frames && nextFrame - now <= 0;
                if (frame) {
                    nextFrame = Math.max(nextFrame, now - Pace.FRAME_NANOS) + Pace.FRAME_NANOS;
                }
                due = mirroring.filter(_ -> nextComparison - now <= 0);
            } finally {
                lock.unlock();
            }
            if (frame && !framePosted.getAndSet(true)) {
                deviceThread.execute(this::frame);
            }
            try {
                due.ifPresent(this::compare);
            } catch (InternalError e) {
                // As in resultOf: it may be thrown a little late.
                say("a page is gone that the host has no memory for");
            }
        }
    }

    private void frame() {
        framePosted.set(false);
        listener.frame();
    }

    /// @return false when it is time to end
    private boolean awaitTurn() {
        lock.lock();
        try {
            while (!closed) {
                takeTouch();
                long wait = nanosLeft(System.nanoTime());
                if (wait <= 0) {
                    return true;
                }
                try {
                    if (wait == Long.MAX_VALUE) {
                        news.await();
                    } else {
                        long _ = news.awaitNanos(wait);
                    }
                } catch (InterruptedException e) {
                    // Nobody has anything to say to this thread by that: it looks again.
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
        if (mirroring.isPresent()) {
            left = Math.min(left, nextComparison - now);
        }
        return left;
    }

    private void takeTouch() {
        if (touched) {
            touched = false;
            mirroring.ifPresent(Mirroring::touched);
            long soon = lastComparison + Math.max(Pace.FRAME_NANOS, lastCost);
            if (soon - nextComparison < 0) {
                nextComparison = soon;
            }
        }
    }

    private void compare(Mirroring due) {
        long begin = System.nanoTime();
        Mirroring.Result result = resultOf(due);
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
            if (mirroring.equals(Optional.of(due))) {
                nextComparison = end + due.delay(lastCost);
                mirroring = mirroring.filter(_ -> result != Mirroring.Result.GONE);
            }
        } finally {
            lock.unlock();
        }
    }

    private Mirroring.Result resultOf(Mirroring due) {
        try {
            return due.compare();
        } catch (LinuxException.LimitReached e) {
            say("the host has no memory for it: " + e.getMessage());
        } catch (InternalError e) {
            say("a page is gone that the host has no memory for");
        } catch (RuntimeException e) {
            say("internal error, please report it: " + e);
        }
        return Mirroring.Result.GONE;
    }

    /// Guests flip pictures, and each of them may be a reason.
    private void say(String reason) {
        if (!complained) {
            complained = true;
            LOG.log(System.Logger.Level.ERROR, "a VGA picture stands still (said once): " + reason);
        }
    }

    /// Waits for what it is doing.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signal();
        } finally {
            lock.unlock();
        }
        ThreadEnd.await(thread);
    }
}
