// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.thread;

import java.time.Duration;

/// Waits for threads to end, before the resources they use are closed. The time is limited, because
/// a thread may be stuck in a call that does not return. An interrupt does not shorten the wait;
/// the thread's interrupt status is restored afterwards.
public final class ThreadEnd {
    /// Much longer than any turn of a thread here takes, on a busy machine too.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private ThreadEnd() {}

    /// Returns when the thread has ended, at once if it was never started.
    ///
    /// @throws StuckThreadException if it has not ended in time; what it uses must not be closed
    public static void await(Thread thread) {
        awaitOrThrow(thread, LIMIT);
    }

    static void awaitOrThrow(Thread thread, Duration limit) {
        if (!await(thread, limit)) {
            throw new StuckThreadException(thread, limit);
        }
    }

    /// As [#await(Thread)], with a limit of the caller's choice.
    ///
    /// @return whether the thread has ended
    public static boolean await(Thread thread, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (thread.isAlive() && end - System.nanoTime() > 0) {
            try {
                boolean _ = thread.join(Duration.ofNanos(end - System.nanoTime()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        restore(interrupted);
        return !thread.isAlive();
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
