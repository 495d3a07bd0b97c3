// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.browser;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A Chromium without a window, driven by its DevTools protocol.
public final class Chromium implements AutoCloseable {
    private static final Duration TO_START = Duration.ofMinutes(1);

    /// Debian's program, not the script that starts it with a person's settings.
    private static final List<Path> PROGRAMS =
            List.of(
                    Path.of("/usr/lib/chromium/chromium"),
                    Path.of("/usr/bin/chromium"),
                    Path.of("/usr/bin/google-chrome"));

    private static final String PORT_FILE = "DevToolsActivePort";

    private final Program process;
    private final DevTools devTools;

    private Chromium(Program process, DevTools devTools) {
        this.process = process;
        this.devTools = devTools;
    }

    /// The program, if it is installed.
    public static Optional<Path> find() {
        return PROGRAMS.stream().filter(Files::isExecutable).findFirst();
    }

    /// Starts it with an empty profile, and connects to it.
    public static Chromium start(Path parent) {
        Path program = find().orElseThrow(() -> new AssertionError("there is no Chromium"));
        Path profile = directory(parent);
        Program process = Program.start(profile, Map.of(), command(program, profile));
        try {
            URI address =
                    Await.until(
                            () -> "Chromium to listen:\n" + process.said(),
                            TO_START,
                            () -> address(process, profile.resolve(PORT_FILE)));
            return new Chromium(process, DevTools.connect(address));
        } catch (RuntimeException | AssertionError e) {
            process.close();
            throw e;
        }
    }

    private static Path directory(Path parent) {
        try {
            return Files.createTempDirectory(parent, "chromium-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path program, Path profile) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                program.toString(),
                                "--headless=new",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "--disable-gpu",
                                // Containers have a small one, or none.
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--no-default-browser-check",
                                // Nothing but the page under test is asked for.
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--disable-extensions"));
        if ("root".equals(System.getProperty("user.name"))) {
            // Else it refuses to start. All it opens is our own page.
            command.add("--no-sandbox");
        }
        command.add("about:blank");
        return command;
    }

    /// The file has the port, and the path of the WebSocket.
    private static Optional<URI> address(Program process, Path file) {
        if (!process.isAlive()) {
            throw new AssertionError("Chromium has ended:\n" + process.said());
        }
        try (Stream<String> lines = Files.lines(file)) {
            List<String> all = lines.toList();
            return all.size() < 2
                    ? Optional.empty()
                    : Optional.of(
                            URI.create("ws://127.0.0.1:%s%s".formatted(all.get(0), all.get(1))));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /// Lets all pages read and write the clipboard, or neither.
    public void allowClipboard(boolean allowed) {
        for (String name : List.of("clipboard-read", "clipboard-write")) {
            devTools.call(
                    "",
                    "Browser.setPermission",
                    Map.of(
                            "permission",
                            Map.of("name", name),
                            "setting",
                            allowed ? "granted" : "denied"));
        }
    }

    /// A new tab with an empty page.
    public Tab newTab() {
        return Tab.open(devTools);
    }

    @Override
    public void close() {
        devTools.close();
        process.close();
    }
}
