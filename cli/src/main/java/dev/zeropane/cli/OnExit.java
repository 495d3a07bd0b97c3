package dev.zeropane.cli;

/// Cleans up exactly once: when the command ends, or when the process is told to (Ctrl-C, SIGTERM).
final class OnExit implements AutoCloseable {
    private final Thread hook;
    private final Runnable cleanUp;
    private boolean done;

    OnExit(Runnable cleanUp) {
        this.cleanUp = cleanUp;
        this.hook = Thread.ofPlatform().name("zeropane-exit").unstarted(this::runOnce);
        Runtime.getRuntime().addShutdownHook(hook);
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
