// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.process;

import dev.zeropane.linux.thread.StuckThreadException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Supplier;

/// Cleans up exactly once: when the command ends, or when the process is told to (Ctrl-C, SIGTERM).
/// That takes a limited time: who waits for our end (libvirt, systemd, a person) shall not wait for
/// a thread of ours that is stuck.
public final class OnExit implements AutoCloseable {
    /// Longer than the end of one thread may take, which says itself that it is stuck.
    private static final Duration TO_CLEAN_UP = Duration.ofSeconds(15);

    private static final int FAILED = 1;

    private final Runnable cleanUp;
    private final Duration limit;
    private boolean done;

    /// For commands that a signal ends as it ends others, with a status that says which.
    public OnExit(Runnable cleanUp) {
        this(cleanUp, Duration.ZERO, OptionalInt::empty);
    }

    /// @param more how much longer than usual the cleaning up may take
    /// @param status asked for after the cleaning up: what to end with, if a signal ends the
    ///   process and there is more to say than which one
    public OnExit(Runnable cleanUp, Duration more, Supplier<OptionalInt> status) {
        this.cleanUp = cleanUp;
        this.limit = TO_CLEAN_UP.plus(more);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("zeropane-exit")
                                .unstarted(() -> processEnds(status)));
    }

    private void processEnds(Supplier<OptionalInt> status) {
        // Asked for now: what is cleaned up ends the command's own work, too, and that must not
        // say what a signal ends the process with. Who is done first is chance.
        OptionalInt own = ProcessEnd.status();
        boolean cleaned = true;
        try {
            runOnce();
        } catch (RuntimeException | Error e) {
            cleaned = false;
            System.err.println("zeropane: error: " + e.getMessage());
        }
        StandardError.finish();
        if (!cleaned || ProcessEnd.isByFailure()) {
            Runtime.getRuntime().halt(FAILED);
        }
        (own.isPresent() ? own : status.get()).ifPresent(Runtime.getRuntime()::halt);
    }

    private synchronized void runOnce() {
        if (!done) {
            done = true;
            try (Watchdog _ = new Watchdog(Thread.currentThread(), limit)) {
                cleanUp.run();
            }
        }
    }

    @Override
    public void close() {
        runOnce();
    }

    /// Ends the process if a thread has not come to an end of its work in time.
    private static final class Watchdog implements AutoCloseable {
        private final Thread dog;

        private Watchdog(Thread watched, Duration limit) {
            dog =
                    Thread.ofPlatform()
                            .daemon()
                            .name("zeropane-watchdog")
                            .start(() -> watch(watched, limit));
        }

        private static void watch(Thread watched, Duration limit) {
            try {
                Thread.sleep(limit);
            } catch (InterruptedException e) {
                // In time.
                return;
            }
            System.err.println(
                    "zeropane: error: still not cleaned up after "
                            + limit.toSeconds()
                            + " s, so the process ends as it is: "
                            + StuckThreadException.describe(watched));
            ProcessEnd.halt(FAILED);
        }

        @Override
        public void close() {
            dog.interrupt();
        }
    }
}
