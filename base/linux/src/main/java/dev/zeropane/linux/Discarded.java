// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.raw.Libc;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/// Closes descriptors of unknown files that peers sent. Closing a file on FUSE or NFS waits until
/// its server has answered, perhaps for ever, and not even SIGKILL ends the wait. So dedicated
/// threads close them: another thread replaces one that is stuck.
final class Discarded {
    /// The largest number of threads. Once all of them are stuck, later descriptors stay open.
    static final int MAX_THREADS = 16;

    /// An idle thread ends after this time.
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Object LOCK = new Object();

    // Guarded by LOCK, so that a thread takes a descriptor, or ends, and stops being idle in one
    // step.
    private static final Queue<Integer> WAITING = new ArrayDeque<>();
    private static int threads;
    private static int idle;

    private Discarded() {}

    /// Closes the descriptor soon, on another thread.
    static void add(int fd) {
        synchronized (LOCK) {
            WAITING.add(fd);
            LOCK.notifyAll();
            if (idle >= WAITING.size() || threads == MAX_THREADS) {
                return;
            }
            threads++;
            idle++;
        }
        try {
            Thread.ofPlatform().daemon().name("zeropane-close").start(Discarded::run);
        } catch (RuntimeException | Error e) {
            // No thread can be started now: the next call of add tries again.
            synchronized (LOCK) {
                ended();
            }
        }
    }

    private static void run() {
        Optional<Integer> fd = take();
        while (fd.isPresent()) {
            // The descriptor is closed whatever the call returns.
            int _ = Libc.close(fd.get());
            synchronized (LOCK) {
                idle++;
            }
            fd = take();
        }
    }

    /// Takes the next descriptor to close, and the thread is no longer idle; empty if the thread
    /// has to end.
    private static Optional<Integer> take() {
        long end = System.nanoTime() + IDLE_NANOS;
        synchronized (LOCK) {
            try {
                long left = IDLE_NANOS;
                while (WAITING.isEmpty() && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(LOCK, left);
                    left = end - System.nanoTime();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Optional<Integer> fd = Optional.ofNullable(WAITING.poll());
            if (fd.isPresent()) {
                idle--;
            } else {
                ended();
            }
            return fd;
        }
    }

    private static void ended() {
        threads--;
        idle--;
    }
}
