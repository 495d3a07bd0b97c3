package dev.zeropane.cli;

import java.util.OptionalInt;
import java.util.function.Supplier;

/// Cleans up exactly once: when the command ends, or when the process is told to (Ctrl-C, SIGTERM).
final class OnExit implements AutoCloseable {
    private final Runnable cleanUp;
    private boolean done;

    OnExit(Runnable cleanUp) {
        this(cleanUp, OptionalInt::empty);
    }

    /// @param status asked for after the cleaning up: what to end with, if a signal ends the
    ///   process and there is more to say than which one
    OnExit(Runnable cleanUp, Supplier<OptionalInt> status) {
        this.cleanUp = cleanUp;
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("zeropane-exit")
                                .unstarted(() -> {
                                    runOnce();
                                    status.get().ifPresent(Runtime.getRuntime()::halt);
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
