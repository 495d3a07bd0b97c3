package dev.zeropane.linux;

import java.time.Duration;

/// Waits for the end of threads, for those who close what a thread uses. An interrupt does not cut
/// the waiting short; it is there again afterwards.
public final class ThreadEnd {
    private ThreadEnd() {}

    /// Returns when the thread has ended, at once if it was never started.
    public static void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        restore(interrupted);
    }

    /// As [#await(Thread)], but gives up after some time.
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
