// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.thread;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ThreadEndTest {
    private final CountDownLatch over = new CountDownLatch(1);

    private Thread waiting() {
        return Thread.ofPlatform()
                .start(() -> {
                    while (over.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                });
    }

    /// Lets it end once the caller waits for it.
    private void endWhenAwaited(Thread caller) {
        Thread _ =
                Thread.ofPlatform()
                        .start(() -> {
                            while (caller.getState() != Thread.State.WAITING
                                    && caller.getState() != Thread.State.TIMED_WAITING) {
                                Thread.onSpinWait();
                            }
                            over.countDown();
                        });
    }

    @Test
    void await_interrupted_waitsAndStaysInterrupted() {
        Thread thread = waiting();
        Thread.currentThread().interrupt();
        endWhenAwaited(Thread.currentThread());

        ThreadEnd.await(thread);

        assertTrue(Thread.interrupted());
        assertFalse(thread.isAlive());
    }

    @Test
    void awaitWithLimit_interrupted_waitsAndStaysInterrupted() {
        Thread thread = waiting();
        Thread.currentThread().interrupt();
        endWhenAwaited(Thread.currentThread());

        assertTrue(ThreadEnd.await(thread, Duration.ofMinutes(1)));

        assertTrue(Thread.interrupted());
    }

    @Test
    void awaitWithLimit_threadThatGoesOn_givesUp() {
        Thread thread = waiting();

        assertFalse(ThreadEnd.await(thread, Duration.ofMillis(1)));

        over.countDown();
        ThreadEnd.await(thread);
    }

    @Test
    void await_neverStarted_returns() {
        ThreadEnd.await(Thread.ofPlatform().unstarted(() -> {}));
        assertFalse(Thread.interrupted());
    }
}
