// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// TigerVNC's viewer, on an X server without a screen: its window is at the top left, with no frame
/// around it, and has the keyboard.
public final class TigerVnc implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int BYTES_PER_PIXEL = 4;

    // A file of XWD (X11/XWDFile.h): words that are big-endian, colours of 12 bytes, and pixels.
    private static final int HEADER_SIZE = 0;
    private static final int WIDTH = 4;
    private static final int HEIGHT = 5;
    private static final int BYTES_PER_LINE = 12;
    private static final int COLOURS = 19;
    private static final int COLOUR_SIZE = 12;

    private final Path directory;
    private final Program server;
    private final Map<String, String> environment;

    private TigerVnc(Path directory, Program server) {
        this.directory = directory;
        this.server = server;
        String display = server.out().await("", LIMIT).strip();
        environment = Map.of("DISPLAY", ":" + display, "HOME", directory.toString());
    }

    /// Whether everything is installed that it takes.
    public static boolean isInstalled() {
        return Stream.of("Xvfb", "vncviewer", "xdotool")
                .allMatch(name ->
                        Stream.of(System.getenv("PATH").split(":", -1))
                                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))));
    }

    /// An X server that is a little larger than a guest's screen.
    public static TigerVnc start(Path directory) {
        return new TigerVnc(
                directory,
                Program.start(
                        directory,
                        Map.of(),
                        "Xvfb",
                        "-displayfd",
                        "1",
                        "-screen",
                        "0",
                        "1400x900x24",
                        "-fbdir",
                        directory.toString(),
                        "-nolisten",
                        "tcp"));
    }

    /// A viewer, which ends when it is closed. It takes texts of any length that a guest may copy.
    ///
    /// @param encoding as it calls it
    public Program view(int port, String encoding, int width, int height) {
        List<String> command =
                List.of(
                        "vncviewer",
                        "-SecurityTypes=None",
                        "-RemoteResize=0",
                        "-AutoSelect=0",
                        "-PreferredEncoding=" + encoding,
                        "-ReconnectOnError=0",
                        "-AlertOnFatalError=0",
                        "-MaxCutText=4194304",
                        // With one it says so, over the picture.
                        "-MenuKey=",
                        "-geometry=%dx%d+0+0".formatted(width, height),
                        "127.0.0.1::" + port);
        Program viewer = Program.start(directory, environment, command);
        // It leaves room for a frame that nobody draws, and nobody gives it the keyboard.
        xdotool(
                "search",
                "--sync",
                "--onlyvisible",
                "--name",
                ".",
                "windowmove",
                "--sync",
                "0",
                "0",
                "windowfocus",
                "--sync");
        return viewer;
    }

    /// Presses and releases a key, with the pointer in the middle of a picture.
    public void key(String name, Picture picture) {
        xdotool(
                "mousemove",
                Integer.toString(picture.width() / 2),
                Integer.toString(picture.height() / 2),
                "key",
                name);
    }

    /// Has a program of the X server's copy what is in a file; whoever pastes gets it until the
    /// program is closed.
    public Program copy(Path file) {
        return Program.start(directory, environment, xclip("-quiet", "-i", file.toString()));
    }

    /// What a program of the X server's pastes, if there is something.
    public Optional<byte[]> paste() {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >pasted", "sh"));
        command.addAll(xclip("-o", "-t", "UTF8_STRING"));
        try (Program program = Program.start(directory, environment, command)) {
            return program.awaitExit(LIMIT) == 0
                    ? Optional.of(Files.readAllBytes(directory.resolve("pasted")))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> xclip(String... arguments) {
        List<String> command = new ArrayList<>(Toolbox.command("xclip"));
        command.addAll(List.of("-selection", "clipboard"));
        command.addAll(List.of(arguments));
        return command;
    }

    private void xdotool(String... arguments) {
        List<String> command = new ArrayList<>(List.of("xdotool"));
        command.addAll(List.of(arguments));
        try (Program program = Program.start(directory, environment, command)) {
            program.awaitExit(0, LIMIT);
        }
    }

    /// What is on the X server's screen where a picture of that size would be.
    public Optional<Picture> seen(int width, int height) {
        ByteBuffer file = screen();
        if (width > word(file, WIDTH) || height > word(file, HEIGHT)) {
            return Optional.empty();
        }
        int pixels = word(file, HEADER_SIZE) + word(file, COLOURS) * COLOUR_SIZE;
        int stride = word(file, BYTES_PER_LINE);
        int[] all = new int[width * height];
        file.order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < all.length; i++) {
            int at = pixels + i / width * stride + i % width * BYTES_PER_PIXEL;
            all[i] = file.getInt(at) & 0xffffff;
        }
        return Optional.of(new Picture(width, height, all));
    }

    private ByteBuffer screen() {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(directory.resolve("Xvfb_screen0")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int word(ByteBuffer file, int index) {
        return file.getInt(Integer.BYTES * index);
    }

    @Override
    public void close() {
        server.close();
    }
}
