// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Terminal;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A program that QEMU might be, as far as `zeropane run` can tell, and that does as a test says.
public final class StandInQemu {
    private static final Duration TO_START = Duration.ofMinutes(1);

    /// `$what` is what it does when it is started; signals end it with statuses of their own.
    private static final String SCRIPT =
            """
            #!/bin/sh
            case "$*" in
              --version) echo "QEMU emulator version $version (stand-in)"; exit ;;
              "-display help") echo "Available display backend types:"; echo none; echo $more; exit ;;
              "-chardev help") echo "Available chardev backend types:"; echo "  ringbuf"; exit ;;
              *"-L help") echo firmware; exit ;;
            esac
            for word; do echo "$word"; done >arguments
            trap 'exit 30' INT
            trap 'exit 31' TERM
            trap 'exit 32' HUP
            echo $$ >pid.new && mv pid.new pid
            eval "$what"
            """;

    /// Shell commands that wait until a signal comes.
    public static final String WAIT = "while :; do sleep 0.05; done";

    private final Path directory;
    private final Path program;

    /// @param directory where it is made, and started
    public StandInQemu(Path directory) {
        this.directory = directory;
        this.program = directory.resolve("qemu-system-stand-in");
        try {
            Files.writeString(program, SCRIPT);
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Puts it into `zeropane run`.
    ///
    /// @param what shell commands that it executes
    /// @param arguments of `run`, then `--` and those of QEMU
    public Program start(String version, String what, List<String> arguments) {
        return start(version, what, List.of(), arguments);
    }

    /// As [#start].
    ///
    /// @param before words before QEMU's name
    public Program start(String version, String what, List<String> before, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("run"));
        words.addAll(arguments);
        words.add(words.indexOf("--") + 1, program.toString());
        words.addAll(words.indexOf("--") + 1, before);
        return Zeropane.start(directory, environment(version, what), words.toArray(String[]::new));
    }

    /// As [#start], in a terminal and without a display.
    ///
    /// @param form the shell command there, with `%s` for the actual one
    ///
    /// @param options more of `run`
    public Terminal startInTerminal(String what, String form, String... options) {
        return Zeropane.startInTerminal(
                directory,
                environment("10.0.8", what),
                form.formatted(
                        "$ZEROPANE run --display=none "
                                + String.join(" ", options)
                                + " -- "
                                + program));
    }

    private static Map<String, String> environment(String version, String what) {
        return Map.of("version", version, "what", what, "more", "dbus", "WAYLAND_DISPLAY", "");
    }

    /// The stand-in's process, once it executes its commands.
    public ProcessHandle await() {
        Path file = directory.resolve("pid");
        Await.untilTrue(() -> "the stand-in to start", TO_START, () -> Files.exists(file));
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The arguments that the stand-in was started with.
    public List<String> arguments() throws IOException {
        return Files.readAllLines(directory.resolve("arguments"));
    }
}
