// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A process under test. It ends with [#close], and with this JVM whatever happens to that.
///
/// To be started by a thread that lives as long as the process is wanted: the kernel ends the
/// process with the thread.
public final class Program implements AutoCloseable {
    private static final Duration TO_DIE = Duration.ofSeconds(10);

    /// Lines of output that failures show.
    private static final int LAST_WORDS = 20;

    /// `--default-signal`: processes inherit which signals are ignored. `nohup` ignores SIGHUP, a
    /// shell ignores SIGINT and SIGQUIT for what it runs in the background, and a JVM leaves
    /// signals alone that it finds ignored.
    private static final List<String> WRAPPER =
            List.of("setpriv", "--pdeathsig", "KILL", "env", "--default-signal");

    private final String name;
    private final Process process;
    private final Output out;
    private final Output err;

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = new Output(name + " stdout", process.getInputStream(), this::said);
        this.err = new Output(name + " stderr", process.getErrorStream(), this::said);
    }

    /// Starts a program with an empty standard input.
    public static Program start(
            Path directory, Map<String, String> environment, String... command) {
        return start(directory, environment, List.of(command));
    }

    /// Starts a program with an empty standard input.
    public static Program start(
            Path directory, Map<String, String> environment, List<String> command) {
        List<String> all = new ArrayList<>(WRAPPER);
        all.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(all)
                        .directory(directory.toFile())
                        .redirectInput(new File("/dev/null"));
        builder.environment().putAll(environment);
        try {
            return new Program(Path.of(command.getFirst()).toFile().getName(), builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), e);
        }
    }

    public Output out() {
        return out;
    }

    public Output err() {
        return err;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Sends a signal, named as the shell's `kill` wants it (there need not be a program of that
    /// name): "INT", "TERM".
    public void signal(String signal) {
        try {
            int status =
                    new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid())
                            .inheritIO()
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new AssertionError("cannot send " + signal + " to " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// Waits for the end of the process.
    ///
    /// @return its exit status, 128 and more for a signal
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        name + " still runs after " + limit.toSeconds() + " s:\n" + said());
            }
            out.finish();
            err.finish();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// Waits for the end of the process, which has to be with this status.
    public void awaitExit(int status, Duration limit) {
        int actual = awaitExit(limit);
        if (actual != status) {
            throw new AssertionError(
                    name + " ended with status " + actual + ", not " + status + ":\n" + said());
        }
    }

    /// What it printed so far, to tell why something went wrong: all of its errors, and the end of
    /// its output, where JVMs say that they crash.
    public String said() {
        List<String> lines = out.lines();
        List<String> last = lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size());
        return err.text() + "\nOutput ends:\n" + String.join("\n", last);
    }

    /// Kills the process, and waits until it is gone.
    public void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        awaitExit(TO_DIE);
    }

    @Override
    public void close() {
        kill();
    }

    private static AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted", e);
    }
}
