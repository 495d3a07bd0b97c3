package dev.zeropane.cli;

import java.util.function.IntSupplier;

/// Cleans up exactly once: when the command ends, or when the process is told to (Ctrl-C, SIGTERM).
final class OnExit implements AutoCloseable {
    private final Runnable cleanUp;
    private boolean done;

    OnExit(Runnable cleanUp) {
        this(cleanUp, () -> {});
    }

    /// @param status asked for when a signal ends the process, after the cleaning up: the status to
    ///   end with, instead of one that names the signal
    OnExit(Runnable cleanUp, IntSupplier status) {
        this(cleanUp, () -> Runtime.getRuntime().halt(status.getAsInt()));
    }

    private OnExit(Runnable cleanUp, Runnable last) {
        this.cleanUp = cleanUp;
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("zeropane-exit")
                                .unstarted(() -> {
                                    runOnce();
                                    last.run();
                                }));
    }

    private synchronized void runOnce() {
        if (!done) {
            done = true;
            cleanUp.run();
        }
    }

    @Override
    public void close() {
        runOnce();
    }
}
