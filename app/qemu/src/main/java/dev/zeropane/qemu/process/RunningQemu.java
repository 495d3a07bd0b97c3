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

/// A QEMU on this process's terminal, in its process group: both get what is typed, including
/// Ctrl-C.
public final class RunningQemu implements AutoCloseable {
    /// Time to write disk images. A QEMU that needs longer hangs, and is killed.
    private static final Duration TERMINATE_TIMEOUT = Duration.ofSeconds(10);

    /// Time for the kernel to free a killed process, with all its memory.
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

    /// The longest time that [#close] takes.
    public static final Duration CLOSE_TIMEOUT = TERMINATE_TIMEOUT.plus(KILL_TIMEOUT);

    private static final int SIGNAL_BASE = 128;

    private final Process process;
    private final Optional<QemuMessages> messages;

    private RunningQemu(Process process, Optional<QemuMessages> messages) {
        this.process = process;
        this.messages = messages;
    }

    /// Starts QEMU. The calling thread must live as long as QEMU.
    ///
    /// @param filtered whether to hold back messages that nobody needs ([QemuMessages])
    /// @param messages gets the other messages then
    public static RunningQemu start(List<String> command, boolean filtered, PrintStream messages)
            throws IOException {
        List<String> all = new ArrayList<>(PdeathSignal.prefix("TERM"));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).inheritIO();
        if (!filtered) {
            return new RunningQemu(builder.start(), Optional.empty());
        }
        Process process = builder.redirectError(ProcessBuilder.Redirect.PIPE).start();
        return new RunningQemu(
                process, Optional.of(QemuMessages.pass(process.getErrorStream(), messages)));
    }

    /// As [#start], but without input, and with its output in a file.
    public static RunningQemu startInBackground(List<String> command, Path log) throws IOException {
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

    /// Asks QEMU to end, as closing QEMU's own window does.
    public void terminate() {
        process.destroy();
    }

    /// @return QEMU's exit status as in shells: 128 plus the signal, if a signal ended it
    public int awaitEnd() throws InterruptedException {
        int status = process.waitFor();
        endMessages();
        return status;
    }

    /// Messages are shown if QEMU failed, but not if a signal ended it.
    private void endMessages() {
        int status = process.exitValue();
        messages.ifPresent(m -> m.end(status > 0 && status < SIGNAL_BASE));
    }

    /// QEMU's exit status, if it has ended.
    public OptionalInt status() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /// If the command begins with another program, QEMU may be its child.
    private void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /// Ends QEMU and waits for its end.
    ///
    /// @throws QemuFailedException if QEMU does not even end when it is killed
    @Override
    public void close() {
        process.destroy();
        if (!ends(TERMINATE_TIMEOUT)) {
            kill();
            if (!ends(KILL_TIMEOUT)) {
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

    /// An interrupt does not shorten the wait; it is restored afterwards.
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
