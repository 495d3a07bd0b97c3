// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import dev.zeropane.it.rig.Peer;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.Qmp;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A QEMU that `zeropane run` has started, and a monitor of the user's.
final class RunningVm implements AutoCloseable {
    private static final String TEMPORARY = "t";
    private static final String SCREENS = "screens";
    private static final Duration TO_CONNECT = Duration.ofMinutes(1);

    private final Path directory;
    private final Program run;
    private final Qmp qmp;

    private RunningVm(Path directory, Program run, Qmp qmp) {
        this.directory = directory;
        this.run = run;
        this.qmp = qmp;
    }

    /// Starts one in a directory of its own, with its screen in PNG files there, and waits for its
    /// monitor.
    ///
    /// @param arguments of QEMU
    static RunningVm start(Path parent, QemuVersion version, List<String> arguments) {
        return start(parent, version, List.of(), arguments);
    }

    /// As the other.
    ///
    /// @param options of `zeropane run`, beside its display
    static RunningVm start(
            Path parent, QemuVersion version, List<String> options, List<String> arguments) {
        Path directory;
        Path temporary;
        try {
            // Short names: those of sockets are limited to 107 bytes.
            directory = Files.createTempDirectory(parent, "r");
            temporary = Files.createDirectory(directory.resolve(TEMPORARY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Peer monitor = new Peer(directory.resolve("qmp"))) {
            List<String> words =
                    new ArrayList<>(List.of("run", "--display=png:" + directory.resolve(SCREENS)));
            words.addAll(options);
            words.addAll(
                    List.of(
                            "--",
                            Toolbox.qemu(version).toString(),
                            "-no-user-config",
                            "-qmp",
                            "unix:" + monitor.path()));
            words.addAll(arguments);
            Program run = Zeropane.start(directory, temporary, words.toArray(String[]::new));
            try {
                return new RunningVm(directory, run, new Qmp(monitor.accept(run)));
            } catch (RuntimeException | AssertionError e) {
                run.close();
                throw e;
            }
        }
    }

    /// `zeropane run` itself.
    Program run() {
        return run;
    }

    Qmp qmp() {
        return qmp;
    }

    /// The process of QEMU.
    ProcessHandle qemu() {
        return ProcessHandle.of(run.pid()).orElseThrow().descendants().findFirst().orElseThrow();
    }

    /// What its first screen shows now, if there is a picture yet.
    Optional<Picture> picture() {
        return Picture.readIfThere(directory.resolve(SCREENS).resolve("screen-0.png"));
    }

    /// Where `ps` and others find it.
    Path controlSocket() {
        return controlSocket(run.pid());
    }

    /// Where `ps` and others find a process of ours.
    static Path controlSocket(long pid) {
        return Zeropane.runtime().resolve("zeropane").resolve(pid + ".sock");
    }

    /// Waits until QEMU has connected to everything: from then on there are no temporary files.
    void awaitConnected() {
        Await.untilTrue(
                () -> temporaryFiles() + " to go\n" + run.err().text(),
                TO_CONNECT,
                () -> temporaryFiles().isEmpty());
    }

    /// Temporary files and directories that are there now.
    List<Path> temporaryFiles() {
        Path temporary = directory.resolve(TEMPORARY);
        try (Stream<Path> files = Files.list(temporary)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        run.close();
        qmp.close();
    }
}
