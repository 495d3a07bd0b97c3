// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A terminal, as far as programs can tell: a pseudo-terminal with a shell command in it. `script`
/// of util-linux is at its other end.
public final class Terminal implements AutoCloseable {
    private static final Duration TO_HANG_UP = Duration.ofSeconds(10);

    private final RandomAccessFile keyboard;
    private final Program script;
    private List<ProcessHandle> within = List.of();

    private Terminal(RandomAccessFile keyboard, Program script) {
        this.keyboard = keyboard;
        this.script = script;
    }

    /// Opens one.
    ///
    /// @param directory where the command starts, and a file for what is typed is put
    /// @param command for `sh`; beginning with `exec`, its program leads the terminal's session,
    ///   else the shell does
    public static Terminal start(Path directory, Map<String, String> environment, String command) {
        Path keys = directory.resolve("keyboard");
        try (Program make = Program.start(directory, Map.of(), "mkfifo", keys.toString())) {
            make.awaitExit(0, TO_HANG_UP);
        }
        RandomAccessFile keyboard;
        try {
            // Open for reading as well, or this would wait for a reader.
            keyboard = new RandomAccessFile(keys.toFile(), "rw");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> all = new HashMap<>(environment);
        all.put("SHELL", "/bin/sh");
        all.put("COMMAND", command);
        all.put("KEYS", keys.toString());
        String shell = "exec script --quiet --return --command \"$COMMAND\" /dev/null <\"$KEYS\"";
        return new Terminal(keyboard, Program.start(directory, all, "sh", "-c", shell));
    }

    /// The program around the terminal: it prints what is on the screen, and ends with the
    /// command's status.
    public Program program() {
        return script;
    }

    /// Types, Ctrl-C as the character 3.
    public void type(String keys) {
        try {
            keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Closes it as a terminal's window does, whatever runs in it.
    public void hangUp() {
        within =
                ProcessHandle.of(script.pid()).stream()
                        .flatMap(ProcessHandle::descendants)
                        .toList();
        script.signal("KILL");
        int _ = script.awaitExit(TO_HANG_UP);
    }

    /// Ends what still runs in it.
    @Override
    public void close() {
        script.close();
        within.forEach(ProcessHandle::destroyForcibly);
        try {
            keyboard.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
