// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A running `zeropane gpu`, or `zeropane vga`, that writes pictures.
public final class GpuServer implements AutoCloseable {
    private static final Duration TO_START = Duration.ofMinutes(1);

    private final Path directory;
    private final Program process;

    /// Starts one that has the VMM show the pictures too, in a directory of its own, and waits
    /// until it listens.
    public GpuServer(Path directory, String... moreArguments) {
        this(
                directory,
                Map.of(),
                Stream.concat(Stream.of("--display", "vmm"), Stream.of(moreArguments)).toList());
    }

    /// Starts it in a directory of its own and waits until it listens.
    ///
    /// @param environment beside the usual
    /// @param arguments beside those for its socket and its pictures
    public GpuServer(Path directory, Map<String, String> environment, List<String> arguments) {
        this(directory, "gpu", environment, arguments);
    }

    /// Starts `zeropane vga` in the same way.
    public static GpuServer vga(Path directory, List<String> arguments) {
        return new GpuServer(directory, "vga", Map.of(), arguments);
    }

    private GpuServer(
            Path directory,
            String command,
            Map<String, String> environment,
            List<String> arguments) {
        this.directory = directory;
        List<String> all =
                new ArrayList<>(
                        List.of(
                                command,
                                "--socket-path",
                                socket().toString(),
                                "--display",
                                "png:" + directory.resolve("screens")));
        all.addAll(arguments);
        process = Zeropane.start(directory, environment, all.toArray(String[]::new));
        try {
            process.err().await("waiting for a VMM", TO_START);
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
    }

    public Path socket() {
        return directory.resolve("gpu.sock");
    }

    public Program process() {
        return process;
    }

    /// The first screen's picture, if it shows one yet.
    public Optional<Picture> picture() {
        return picture(0);
    }

    /// The picture of one of the card's outputs, if it shows one yet; the first is 0.
    public Optional<Picture> picture(int output) {
        return Picture.readIfThere(directory.resolve("screens/screen-" + output + ".png"));
    }

    @Override
    public void close() {
        process.close();
    }
}
