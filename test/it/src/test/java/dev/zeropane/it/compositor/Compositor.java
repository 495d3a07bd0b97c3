// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.compositor;

import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A Wayland compositor of the toolbox without a screen, for programs that open a window, in a
/// runtime directory of its own. Neither it nor its clients use a GPU, if there is one: pictures
/// must not depend on that.
///
/// Like every [Program], to be started by a thread that lives as long as it is wanted.
public abstract class Compositor implements AutoCloseable {
    private static final Path GPUS = Path.of("/dev/dri");
    private static final Duration TO_START = Duration.ofMinutes(1);

    /// Also in a virtual machine, where a compositor may begin to answer long after it listens.
    private static final Duration TO_RUN_TOOL = Duration.ofMinutes(3);

    private final Path directory;
    private final String socket;
    private final Map<String, String> environment;
    private final List<String> command;
    private Program program;

    /// Starts it and waits until clients can connect.
    ///
    /// @param directory its own, as made by [#newDirectory(Path)]
    /// @param socket the name it gives its socket there
    /// @param more its environment beside that of its clients
    Compositor(Path directory, String socket, Map<String, String> more, List<String> command) {
        this.directory = directory;
        this.socket = socket;
        this.command = command;
        environment = new HashMap<>(environment());
        environment.putAll(more);
        restart();
    }

    /// What is on its screen, or on that part of it which is for clients.
    public abstract Picture screenshot();

    /// Makes a runtime directory for one compositor.
    static Path newDirectory(Path parent) {
        try {
            return Files.createTempDirectory(parent, "compositor-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final Path directory() {
        return directory;
    }

    /// Where clients connect; also a value for `WAYLAND_DISPLAY`.
    public final Path socket() {
        return directory.resolve(socket);
    }

    /// The environment of a program that shows its window here.
    final Map<String, String> environment() {
        return Map.of(
                "XDG_RUNTIME_DIR",
                directory.toString(),
                "XDG_CACHE_HOME",
                directory.toString(),
                "WAYLAND_DISPLAY",
                socket().toString(),
                "GDK_BACKEND",
                "wayland",
                "LIBGL_ALWAYS_SOFTWARE",
                "1",
                "NO_AT_BRIDGE",
                "1");
    }

    /// What starts a program that shows its window here, before its command line.
    public final List<String> launcher() {
        List<String> launcher = new ArrayList<>(List.of("env"));
        environment().forEach((name, value) -> launcher.add(name + "=" + value));
        return launcher;
    }

    /// Starts a program of the toolbox as its client.
    final Program client(String program, String... arguments) {
        List<String> client = new ArrayList<>(List.of(Toolbox.program(program).toString()));
        client.addAll(List.of(arguments));
        return Program.start(directory, environment(), client);
    }

    /// Runs a program of the toolbox that talks to it, in its environment.
    ///
    /// @return what the program printed
    final String runTool(Map<String, String> more, String program, String... arguments) {
        Map<String, String> all = new HashMap<>(environment());
        all.putAll(more);
        List<String> tool = new ArrayList<>(List.of(Toolbox.program(program).toString()));
        tool.addAll(List.of(arguments));
        try (Program process = Program.start(directory, all, tool)) {
            int status = process.awaitExit(TO_RUN_TOOL);
            if (status != 0) {
                throw new AssertionError(
                        tool + ": " + status + "\n" + process.err().text() + "\n" + log());
            }
            return process.out().text();
        }
    }

    /// Ends it as a crash would: what it leaves behind stays, and clients lose their connection.
    public final void kill() {
        program.kill();
    }

    /// Starts it again, with its old socket.
    public final void restart() {
        deleteSockets();
        program = Program.start(directory, environment, withoutGpu(command));
        try {
            Await.untilTrue(
                    () -> "the socket of " + command.getFirst() + "\n" + log(),
                    TO_START,
                    () -> Files.exists(socket()));
        } catch (AssertionError e) {
            program.close();
            throw e;
        }
    }

    /// Hides the GPUs from a command. Even where it shall not use one, Mesa allocates from the
    /// first it finds, and then Weston ends when it draws a dma-buf (seen with vgem).
    private static List<String> withoutGpu(List<String> command) {
        if (!Files.exists(GPUS)) {
            return command;
        }
        List<String> hidden = new ArrayList<>(List.of("unshare", "--mount"));
        if (!System.getProperty("user.name").equals("root")) {
            hidden.addAll(List.of("--user", "--map-root-user"));
        }
        hidden.addAll(
                List.of("sh", "-c", "mount -t tmpfs none " + GPUS + " && exec \"$0\" \"$@\""));
        hidden.addAll(command);
        return hidden;
    }

    /// What one that was killed left behind, lest it is taken for the next one's.
    private void deleteSockets() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (!Files.isRegularFile(file) && !Files.isDirectory(file)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public final long pid() {
        return program.pid();
    }

    /// What it has said so far.
    public final String log() {
        return program.out().text() + "\n" + program.err().text();
    }

    @Override
    public void close() {
        program.close();
    }
}
