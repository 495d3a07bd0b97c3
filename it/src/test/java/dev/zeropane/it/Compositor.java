package dev.zeropane.it;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Weston without a screen, for programs that open a window. It makes the window as large as its
/// screen and puts nothing around it, so its picture is the window's content. Neither it nor its
/// client uses a GPU, if there is one: pictures must not depend on that.
final class Compositor implements AutoCloseable {
    private static final String SOCKET = "wayland";
    private static final Duration TO_START = Duration.ofSeconds(30);
    private static final Duration TO_SHOOT = Duration.ofSeconds(30);

    private final Path directory;
    private final Program weston;

    private Compositor(Path directory, Program weston) {
        this.directory = directory;
        this.weston = weston;
    }

    /// Starts one with a screen of this size and waits until clients can connect.
    static Compositor start(Path parent, int width, int height) {
        Path directory;
        try {
            directory = Files.createTempDirectory(parent, "compositor-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Program weston =
                Program.start(
                        directory,
                        environment(directory),
                        Toolbox.program("weston").toString(),
                        "--no-config",
                        "--backend=headless",
                        "--renderer=gl",
                        "--shell=kiosk",
                        "--width=" + width,
                        "--height=" + height,
                        "--socket=" + SOCKET,
                        "--idle-time=0",
                        "--debug"); // without it nobody may take pictures
        try {
            Await.untilTrue(
                    () -> "weston's socket\n" + weston.err().text(),
                    TO_START,
                    () -> Files.exists(directory.resolve(SOCKET)));
        } catch (AssertionError e) {
            weston.close();
            throw e;
        }
        return new Compositor(directory, weston);
    }

    private static Map<String, String> environment(Path directory) {
        return Map.of(
                "XDG_RUNTIME_DIR",
                directory.toString(),
                "XDG_CACHE_HOME",
                directory.toString(),
                "WAYLAND_DISPLAY",
                SOCKET,
                "GDK_BACKEND",
                "wayland",
                "LIBGL_ALWAYS_SOFTWARE",
                "1",
                "NO_AT_BRIDGE",
                "1");
    }

    /// What starts a program that shows its window here, before its command line.
    List<String> launcher() {
        return Stream.concat(
                        Stream.of("env"),
                        environment(directory).entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue()))
                .toList();
    }

    /// What is on its screen.
    Picture screenshot() {
        try {
            // The file's name has the time in it, to the second.
            Path pictures = Files.createTempDirectory(directory, "pictures-");
            shoot(pictures);
            Path file;
            try (Stream<Path> files = Files.list(pictures)) {
                file = files.findFirst().orElseThrow();
            }
            Picture picture = Picture.read(file);
            Files.delete(file);
            Files.delete(pictures);
            return picture;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void shoot(Path pictures) {
        List<String> command =
                Stream.concat(
                                launcher().stream(),
                                Stream.of(
                                        "XDG_PICTURES_DIR=" + pictures,
                                        Toolbox.program("weston-screenshooter").toString()))
                        .toList();
        try (Program shooter = Program.start(directory, Map.of(), command)) {
            int status = shooter.awaitExit(TO_SHOOT);
            if (status != 0) {
                throw new AssertionError(
                        "weston-screenshooter: "
                                + status
                                + "\n"
                                + shooter.err().text()
                                + "\n"
                                + weston.out().text());
            }
        }
    }

    @Override
    public void close() {
        weston.close();
    }
}
