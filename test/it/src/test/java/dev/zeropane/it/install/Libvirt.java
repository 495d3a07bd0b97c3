// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.install;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What libvirt does to find and start a back-end for a GPU, step by step (its
/// `qemu_interop_config.c` and `qemu_vhost_user*.c`).
final class Libvirt {
    private static final Duration TO_END = Duration.ofSeconds(20);

    /// Makes a socket, connects it as libvirt's socketpair is, and becomes the back-end, which gets
    /// `--fd=N`. Java closes every descriptor above 2 in its children; perl is on every Debian.
    private static final String PASS_SOCKET =
            """
            use Socket;
            my $path = shift;
            socket(my $server, AF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
            bind($server, sockaddr_un($path)) or die "bind: $!";
            listen($server, 1) or die "listen: $!";
            $^F = 1000;  # descriptors up to here are inherited
            accept(my $connection, $server) or die "accept: $!";
            close($server);
            exec(@ARGV, "--fd=" . fileno($connection)) or die "exec: $!";
            """;

    private final List<Path> directories;
    private final List<String> wrapper;

    /// @param configuration the user's, `$XDG_CONFIG_HOME`
    /// @param wrapper a command that runs what follows it, empty for none
    Libvirt(Path configuration, List<String> wrapper) {
        directories =
                List.of(
                        Path.of("/usr/share/qemu/vhost-user"),
                        Path.of("/etc/qemu/vhost-user"),
                        configuration.resolve("qemu/vhost-user"));
        this.wrapper = wrapper;
    }

    /// The first program, by the order of the descriptors' names, that says it is for a GPU. A
    /// descriptor in a later directory takes the place of one with its name; an empty one hides it.
    Path findGpuBackend() throws IOException {
        Map<String, Path> descriptors = new TreeMap<>();
        for (Path directory : directories) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> files = Files.list(directory)) {
                    files.filter(file -> !file.getFileName().toString().startsWith("."))
                            .forEach(file -> descriptors.put(file.getFileName().toString(), file));
                }
            }
        }
        for (Path file : descriptors.values()) {
            Optional<Path> binary = gpuBinary(Files.readString(file));
            if (binary.isPresent()) {
                return binary.get();
            }
        }
        throw new AssertionError("no descriptor of a GPU in " + directories);
    }

    private static Optional<Path> gpuBinary(String descriptor) throws IOException {
        if (descriptor.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> fields = JSON.std.mapFrom(descriptor);
        return "gpu".equals(fields.get("type"))
                ? Optional.of(Path.of((String) fields.get("binary")))
                : Optional.empty();
    }

    /// The features that a back-end says it has.
    List<?> capabilities(Path backend, Path directory) throws IOException {
        try (Program program =
                run(directory, List.of(backend.toString(), "--print-capabilities"))) {
            int status = program.awaitExit(TO_END);
            if (status != 0) {
                throw new AssertionError("status " + status + ": " + program.err().text());
            }
            Map<String, Object> said = JSON.std.mapFrom(program.out().text());
            if (!"gpu".equals(said.get("type"))) {
                throw new AssertionError("it is for something else: " + said);
            }
            return (List<?>) said.get("features");
        }
    }

    /// Starts a back-end for a VMM that connects to `socket`.
    Program start(Path backend, Path directory, Path socket) {
        return run(
                directory,
                List.of("perl", "-e", PASS_SOCKET, socket.toString(), backend.toString()));
    }

    /// With no HOME, and nearly nothing else.
    private Program run(Path directory, List<String> command) {
        List<String> all = new ArrayList<>(wrapper);
        all.addAll(List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"));
        all.addAll(command);
        return Program.start(directory, Map.of(), all);
    }
}
