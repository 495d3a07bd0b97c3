package dev.zeropane.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// A QEMU with our terminal, in our process group: what is typed goes to both, Ctrl-C included.
final class RunningQemu implements AutoCloseable {
    /// Time to write disk images out. Whoever waits longer than that is stuck.
    private static final long SECONDS_TO_END = 10;

    private final Process process;

    private RunningQemu(Process process) {
        this.process = process;
    }

    /// To be called by a thread that lasts as long as QEMU.
    static RunningQemu start(List<String> command) throws IOException {
        List<String> all = new ArrayList<>(PdeathSignal.prefix("TERM"));
        all.addAll(command);
        return new RunningQemu(new ProcessBuilder(all).inheritIO().start());
    }

    /// Asks it to end, as QEMU's own window does when it is closed.
    void terminate() {
        process.destroy();
    }

    /// @return its status as shells have it: 128 and the signal, if one ended it
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /// Its status, if it has ended.
    OptionalInt status() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /// Ends it and waits for that.
    @Override
    public void close() {
        process.destroy();
        boolean interrupted = false;
        boolean killed = false;
        while (process.isAlive()) {
            try {
                if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS) && !killed) {
                    killed = true;
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
