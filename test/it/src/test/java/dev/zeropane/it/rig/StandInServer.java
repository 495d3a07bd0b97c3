// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.JvmMemory;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A running `zeropane gpu`, or `zeropane vga`, with memfds in place of dma-bufs, for kernels that
/// make none.
public final class StandInServer implements AutoCloseable {
    private static final Duration TO_START = Duration.ofMinutes(1);

    private final Path directory;
    private final Program process;

    /// Starts it with `--display vmm,dmabuf`, in a directory of its own, and waits until it
    /// listens.
    public StandInServer(Path directory) {
        this(directory, Map.of(), "--display", "vmm,dmabuf");
    }

    /// Starts it in a directory of its own and waits until it listens.
    ///
    /// @param environment beside the usual; a compositor's [Compositor#socket()] is a value for
    ///   `WAYLAND_DISPLAY`
    /// @param arguments of `zeropane gpu`, but for its socket
    public StandInServer(Path directory, Map<String, String> environment, String... arguments) {
        this("StandInGpu", directory, environment, arguments);
    }

    /// Starts `zeropane vga` in the same way.
    public static StandInServer vga(
            Path directory, Map<String, String> environment, String... arguments) {
        return new StandInServer("StandInVga", directory, environment, arguments);
    }

    private StandInServer(
            String main, Path directory, Map<String, String> environment, String... arguments) {
        this.directory = directory;
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-ea",
                                // The collector and the heap of the launcher's, whose memory tests
                                // count.
                                "-XX:+UseSerialGC",
                                "-Xms16m",
                                "-Xmx512m",
                                JvmMemory.OPTION,
                                // A line for each message.
                                "-Djava.util.logging.SimpleFormatter.format=%4$s: %5$s%n",
                                "-cp",
                                classPath(),
                                "dev.zeropane.cli." + main,
                                refusal().toString(),
                                "--socket-path",
                                socket().toString()));
        command.addAll(List.of(arguments));
        Map<String, String> all = new HashMap<>(environment);
        all.put("XDG_RUNTIME_DIR", Zeropane.runtime().toString());
        process = Program.start(directory, all, command);
        try {
            process.err().await("waiting for a VMM", TO_START);
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
    }

    /// The class path of the programs in the tests of `cli` that stand in for `zeropane`.
    public static String classPath() {
        return Stream.of(
                        "app/cli/target/test-classes",
                        "app/service/target/test-classes",
                        "base/dmabuf/target/test-classes",
                        "test/testkit/target/classes",
                        "app/cli/target/app/*")
                .map(folder -> Zeropane.root().resolve(folder).toString())
                .collect(Collectors.joining(":"));
    }

    public Path socket() {
        return directory.resolve("gpu.sock");
    }

    private Path refusal() {
        return directory.resolve("refuse");
    }

    public Program process() {
        return process;
    }

    /// Whether pictures that are not exported yet are refused.
    public void refuse(boolean refuse) {
        try {
            if (refuse) {
                Files.createFile(refusal());
            } else {
                Files.delete(refusal());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the pages of the picture on the screen are exported: "exported", or the reason.
    public String dmaBuf() {
        return (String) ControlStats.of(process.pid()).screen().get("dmabuf");
    }

    @Override
    public void close() {
        process.close();
    }
}
