// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.process;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// A QEMU with our terminal, in our process group: what is typed goes to both, Ctrl-C included.
public final class RunningQemu implements AutoCloseable {
    /// Time to write disk images out. Whoever waits longer than that is stuck, and is killed.
    private static final Duration TO_TERMINATE = Duration.ofSeconds(10);

    /// Time for the kernel to take a killed process apart, with all of its memory.
    private static final Duration TO_DIE = Duration.ofSeconds(5);

    /// How long [#close] may take.
    public static final Duration TO_END = TO_TERMINATE.plus(TO_DIE);

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
    /// @param messages gets the rest of what it says then
    public static RunningQemu start(List<String> command, boolean triesSound, PrintStream messages)
            throws IOException {
        List<String> all = new ArrayList<>(PdeathSignal.prefix("TERM"));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).inheritIO();
        if (!triesSound) {
            return new RunningQemu(builder.start(), Optional.empty());
        }
        Process process = builder.redirectError(ProcessBuilder.Redirect.PIPE).start();
        return new RunningQemu(
                process, Optional.of(ModuleMessages.pass(process.getErrorStream(), messages)));
    }

    /// As the other, but with no input, and what it says goes to a file.
    public static RunningQemu startAside(List<String> command, Path log) throws IOException {
        List<String> all = new ArrayList<>(PdeathSignal.prefix("TERM"));
        all.addAll(command);
        Process process =
                new ProcessBuilder(all)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        return new RunningQemu(process, Optional.empty());
    }

    /// Asks it to end, as QEMU's own window does when it is closed.
    public void terminate() {
        process.destroy();
    }

    /// @return its status as shells have it: 128 and the signal, if one ended it
    public int awaitEnd() throws InterruptedException {
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
    public OptionalInt status() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /// With a program before QEMU, QEMU may be its child.
    private void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /// Ends it and waits for that.
    ///
    /// @throws QemuFailedException if even being killed does not end it
    @Override
    public void close() {
        process.destroy();
        if (!ends(TO_TERMINATE)) {
            kill();
            if (!ends(TO_DIE)) {
                throw new QemuFailedException(
                        "QEMU, process "
                                + process.pid()
                                + ", was killed and does not end: it is in a call of the kernel's"
                                + " that does not return (/proc/"
                                + process.pid()
                                + "/stack)");
            }
        }
        endMessages();
    }

    /// An interrupt does not cut the waiting short; it is there again afterwards.
    private boolean ends(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (process.isAlive() && end - System.nanoTime() > 0) {
            try {
                boolean _ = process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !process.isAlive();
    }
}
