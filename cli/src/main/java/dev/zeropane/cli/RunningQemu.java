package dev.zeropane.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// A QEMU with our terminal, in our process group: what is typed goes to both, Ctrl-C included.
final class RunningQemu implements AutoCloseable {
    /// Time to write disk images out. Whoever waits longer than that is stuck.
    private static final long SECONDS_TO_END = 10;

    private static final int FIRST_OF_SIGNALS = 128;

    private final Process process;
    private final Optional<ModuleMessages> messages;

    private RunningQemu(Process process, Optional<ModuleMessages> messages) {
        this.process = process;
        this.messages = messages;
    }

    /// To be called by a thread that lasts as long as QEMU.
    ///
    /// @param triesSound whether it says which ways to play sound it does not have: that is kept
    ///   back
    static RunningQemu start(List<String> command, boolean triesSound) throws IOException {
        List<String> all = new ArrayList<>(PdeathSignal.prefix("TERM"));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).inheritIO();
        if (!triesSound) {
            return new RunningQemu(builder.start(), Optional.empty());
        }
        Process process = builder.redirectError(ProcessBuilder.Redirect.PIPE).start();
        return new RunningQemu(
                process, Optional.of(ModuleMessages.pass(process.getErrorStream(), System.err)));
    }

    /// Asks it to end, as QEMU's own window does when it is closed.
    void terminate() {
        process.destroy();
    }

    /// @return its status as shells have it: 128 and the signal, if one ended it
    int awaitEnd() throws InterruptedException {
        int status = process.waitFor();
        endMessages();
        return status;
    }

    /// A status above that is a signal's.
    private void endMessages() {
        int status = process.exitValue();
        messages.ifPresent(m -> m.end(status > 0 && status < FIRST_OF_SIGNALS));
    }

    /// Its status, if it has ended.
    OptionalInt status() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /// With a program before QEMU, QEMU may be its child.
    private void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
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
                    kill();
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        endMessages();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
