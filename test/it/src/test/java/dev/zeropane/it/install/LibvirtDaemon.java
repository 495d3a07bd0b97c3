// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.install;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A user's libvirt daemon of the toolbox, `qemu:///session`, and its client. It is in namespaces
/// of its own: it has its data in a place it was built with, thinks that it is not root's, and
/// takes every guest and device with it when it ends.
final class LibvirtDaemon implements AutoCloseable {
    private static final Duration TO_START = Duration.ofMinutes(1);
    private static final Duration TO_ANSWER = Duration.ofMinutes(2);

    /// First the toolbox's folder, then the one with this libvirt's data. What starts last is
    /// nobody's daemon to be restarted, but the first process of its namespace, which has to reap.
    private static final String SET_UP =
            """
            mount --make-rprivate /
            mount --bind "$0/root/usr/share" /usr/share
            mount --bind "$1/usr/share/libvirt" /usr/share/libvirt
            shift
            exec unshare --user --map-user=1000 --map-group=1000 sh -c '"$@" & wait' sh "$@"
            """;

    private final String version;
    private final Path directory;
    private final Path runtime;
    private final Program program;

    /// @param version of Debian
    /// @param directory a short one, for all files; and of that of the user's configuration
    LibvirtDaemon(String version, Path directory, Path configuration) {
        this.version = version;
        this.directory = directory;
        this.runtime = directory.resolve("run");
        configure(configuration.resolve("libvirt"));
        this.program =
                Program.start(
                        directory,
                        Map.of(
                                "HOME",
                                directory.toString(),
                                "XDG_RUNTIME_DIR",
                                runtime.toString(),
                                "XDG_CONFIG_HOME",
                                configuration.toString(),
                                "XDG_CACHE_HOME",
                                directory.resolve("cache").toString(),
                                "XDG_DATA_HOME",
                                directory.resolve("data").toString()),
                        command());
        try {
            Await.untilTrue(
                    () -> "libvirt's daemon to answer\n" + program.err().text(),
                    TO_START,
                    () -> !program.isAlive() || Files.exists(socket()));
            if (!program.isAlive()) {
                throw new AssertionError("libvirt's daemon ended\n" + program.err().text());
            }
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private void configure(Path folder) {
        try {
            Files.createDirectory(
                    runtime,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("qemu.conf"),
                    """
                    security_driver = "none"
                    cgroup_controllers = []
                    namespaces = []
                    stdio_handler = "file"
                    """);
            Files.writeString(
                    folder.resolve("libvirtd.conf"), "log_outputs = \"3:stderr\"\nlog_level = 3\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        Path toolbox = Toolbox.program("x").getParent().getParent();
        Path tree = toolbox.resolve(version.equals("debian13") ? "root" : version);
        List<String> command = new ArrayList<>(namespaces());
        command.addAll(
                List.of(
                        "sh",
                        "-ec",
                        SET_UP,
                        toolbox.toString(),
                        tree.toString(),
                        Toolbox.program("libvirtd-" + version).toString()));
        return command;
    }

    /// As root, or as anybody where the kernel lets him.
    private static List<String> namespaces() {
        List<String> ours =
                List.of("--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc");
        for (List<String> first :
                List.of(List.of("unshare"), List.of("unshare", "--user", "--map-root-user"))) {
            List<String> command = new ArrayList<>(first);
            command.addAll(ours);
            List<String> probe = new ArrayList<>(command);
            probe.addAll(List.of("unshare", "--user", "--map-user=1000", "true"));
            if (succeeds(probe)) {
                return command;
            }
        }
        return abort("no namespaces can be made here: libvirt's daemon was not run");
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private Path socket() {
        return runtime.resolve("libvirt/libvirt-sock");
    }

    /// What programs that should find its guests need as `XDG_RUNTIME_DIR`.
    Path runtime() {
        return runtime;
    }

    /// The process that a file of the daemon's names, by that file's name.
    long pid(String file) {
        try {
            return Long.parseLong(
                    Files.readString(runtime.resolve("libvirt/qemu/run").resolve(file)).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command of `virsh`, which has to succeed.
    String virsh(String... arguments) {
        try (Program virsh = start(arguments)) {
            int status = virsh.awaitExit(TO_ANSWER);
            if (status != 0) {
                throw new AssertionError(
                        String.join(" ", arguments)
                                + ": "
                                + virsh.err().text()
                                + "\n"
                                + program.err().text());
            }
            return virsh.out().text().strip();
        }
    }

    /// What `virsh` says against it.
    String refused(String... arguments) {
        try (Program virsh = start(arguments)) {
            if (virsh.awaitExit(TO_ANSWER) == 0) {
                throw new AssertionError("was done: " + String.join(" ", arguments));
            }
            return virsh.err().text();
        }
    }

    private Program start(String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Toolbox.program("virsh-" + version).toString(),
                                "--quiet",
                                "--connect",
                                "qemu+unix:///session?mode=legacy&socket=" + socket()));
        command.addAll(List.of(arguments));
        return Program.start(
                directory,
                Map.of("HOME", directory.toString(), "XDG_RUNTIME_DIR", runtime.toString()),
                command);
    }

    @Override
    public void close() {
        program.close();
    }
}
