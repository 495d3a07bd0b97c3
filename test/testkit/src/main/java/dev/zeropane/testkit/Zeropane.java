// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Starts `./zeropane` as a person would.
public final class Zeropane {
    /// Where control sockets go: not among those of the person who runs the tests.
    private static final Path RUNTIME = runtimeDirectory();

    private Zeropane() {}

    private static Path runtimeDirectory() {
        try {
            Path directory = Files.createTempDirectory("zeropane-run-");
            // Processes that were killed leave their sockets there.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // The system clears its temporary directory some day.
        }
    }

    /// The directory that started commands take for their user's runtime directory.
    public static Path runtime() {
        return RUNTIME;
    }

    /// The checkout under test.
    public static Path root() {
        String root = System.getProperty("zeropane.root");
        if (root == null) {
            throw new AssertionError(
                    "the system property zeropane.root does not name the checkout");
        }
        return Path.of(root);
    }

    /// Starts the command in a directory.
    ///
    /// @param temporary where it makes its temporary files, so that a test can see what is left
    public static Program start(Path directory, Path temporary, String... arguments) {
        return start(directory, temporary, Map.of(), arguments);
    }

    private static Program start(
            Path directory, Path temporary, Map<String, String> more, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(launcher());
        command.addAll(List.of(arguments));
        return Program.start(directory, environment(temporary, more), command);
    }

    private static Map<String, String> environment(Path temporary, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put(
                "JAVA_TOOL_OPTIONS",
                "-Djava.io.tmpdir=" + temporary + " " + JvmMemory.OPTION + KernelVm.crashLogs());
        environment.put("XDG_RUNTIME_DIR", RUNTIME.toString());
        return environment;
    }

    /// Starts the command by a shell, for redirections.
    public static Program startShell(Path directory, String arguments) {
        return Program.start(
                directory,
                Map.of("XDG_RUNTIME_DIR", RUNTIME.toString()),
                "sh",
                "-c",
                launcher() + " " + arguments);
    }

    /// Starts a shell command in a terminal, with a directory of its own for temporary files made
    /// under `directory`.
    ///
    /// @param environment beside the usual
    /// @param command in which `$ZEROPANE` is the command
    public static Terminal startInTerminal(
            Path directory, Map<String, String> environment, String command) {
        try {
            Path temporary = Files.createTempDirectory(directory, "tmp-");
            Map<String, String> all = environment(temporary, environment);
            all.put("ZEROPANE", launcher());
            return Terminal.start(directory, all, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String launcher() {
        return root().resolve("zeropane").toString();
    }

    /// Starts the command in a directory of its own, made under `parent`.
    public static Program start(Path parent, String... arguments) {
        return start(parent, Map.of(), arguments);
    }

    /// As [#start(Path, String...)].
    ///
    /// @param environment beside the usual
    public static Program start(Path parent, Map<String, String> environment, String... arguments) {
        try {
            Path temporary = Files.createTempDirectory(parent, "tmp-");
            return start(parent, temporary, environment, arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the command said on standard error, without what the JVM says about its options.
    public static List<String> messages(Program zeropane) {
        return zeropane.err().lines().stream()
                .filter(line -> !line.startsWith("Picked up JAVA_TOOL_OPTIONS"))
                .toList();
    }
}
