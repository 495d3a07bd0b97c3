// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.raw.Libc;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/// Closes descriptors that peers sent, of files nobody knows. Of a file on FUSE or NFS a close
/// waits until its server has answered, which may be never, and which not even SIGKILL ends. So
/// threads that have nothing else to do close them: one that is stuck is replaced by another.
final class Discarded {
    /// The most threads there are. With so many stuck, what comes then stays open.
    static final int MAX_THREADS = 16;

    /// How long a thread lives that has nothing to do.
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Object LOCK = new Object();

    // Guarded by the lock: in one step a thread takes a descriptor, or ends, and is not idle.
    private static final Queue<Integer> WAITING = new ArrayDeque<>();
    private static int threads;
    private static int idle;

    private Discarded() {}

    /// Has it closed, soon.
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
            // No thread to be had now: the next that is added tries again.
            synchronized (LOCK) {
                ended();
            }
        }
    }

    private static void run() {
        Optional<Integer> fd = take();
        while (fd.isPresent()) {
            // As for every descriptor, it is closed whatever this answers.
            int _ = Libc.close(fd.get());
            synchronized (LOCK) {
                idle++;
            }
            fd = take();
        }
    }

    /// The next to close, for a thread that is idle and is not from now on; or nothing, and it
    /// ends.
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
