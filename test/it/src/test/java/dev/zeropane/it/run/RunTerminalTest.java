// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.zeropane.it.rig.Peer;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.Qmp;
import dev.zeropane.it.rig.StandInQemu;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Terminal;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `zeropane run` and its QEMU, which share a terminal.
final class RunTerminalTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String CTRL_C = "\3";

    /// With this the first Ctrl-C only leaves a file, and the second ends the stand-in.
    private static final String IGNORE_ONE =
            "trap '' TERM; trap 'trap \"exit 30\" INT; touch once' INT; ";

    @TempDir Path directory;

    /// Of the directories that commands were given for temporary files, all are empty.
    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        List<Path> left = new ArrayList<>();
        try (DirectoryStream<Path> temporary = Files.newDirectoryStream(directory, "tmp-*")) {
            for (Path path : temporary) {
                try (Stream<Path> files = Files.list(path)) {
                    left.addAll(files.toList());
                }
            }
        }
        assertEquals(List.of(), left);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec %s", "%s; true"})
    @Tag("cli")
    void terminalIsClosed_bothEnd(String form) {
        StandInQemu qemu = new StandInQemu(directory);
        try (Terminal terminal = qemu.startInTerminal(StandInQemu.WAIT, form)) {
            ProcessHandle guest = qemu.await();
            ProcessHandle ours = guest.parent().orElseThrow();
            terminal.hangUp();
            awaitEnd(ours, guest);
        }
    }

    @Test
    @Tag("cli")
    void interruptOnce_endsBoth() {
        StandInQemu qemu = new StandInQemu(directory);
        try (Terminal terminal = qemu.startInTerminal(StandInQemu.WAIT, "exec %s")) {
            ProcessHandle guest = qemu.await();
            terminal.type(CTRL_C);
            terminal.program().awaitExit(30, LIMIT);
            assertFalse(guest.isAlive());
        }
    }

    @Test
    @Tag("cli")
    void qemuIgnoresTheFirstInterrupt_theSecondEndsBoth() {
        StandInQemu qemu = new StandInQemu(directory);
        try (Terminal terminal = qemu.startInTerminal(IGNORE_ONE + StandInQemu.WAIT, "exec %s")) {
            ProcessHandle guest = qemu.await();
            terminal.type(CTRL_C);
            Path once = directory.resolve("once");
            Await.untilTrue(() -> "an interrupt", LIMIT, () -> Files.exists(once));
            terminal.type(CTRL_C);
            terminal.program().awaitExit(30, LIMIT);
            assertFalse(guest.isAlive());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("vm")
    void terminalOfARealQemuIsClosed_bothEnd(QemuVersion version) {
        try (Peer monitor = new Peer(directory.resolve("qmp"));
                Terminal terminal = realQemu(version, monitor);
                Qmp _ = new Qmp(monitor.accept(terminal.program()))) {
            ProcessHandle ours = java(terminal);
            ProcessHandle qemu = ours.children().findFirst().orElseThrow();
            terminal.hangUp();
            awaitEnd(ours, qemu);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("vm")
    void realQemuIsInterrupted_bothEnd(QemuVersion version) {
        try (Peer monitor = new Peer(directory.resolve("qmp"));
                Terminal terminal = realQemu(version, monitor);
                Qmp _ = new Qmp(monitor.accept(terminal.program()))) {
            ProcessHandle qemu = java(terminal).children().findFirst().orElseThrow();
            terminal.type(CTRL_C);
            terminal.program().awaitExit(0, LIMIT);
            assertFalse(qemu.isAlive());
        }
    }

    private Terminal realQemu(QemuVersion version, Peer monitor) {
        Toolbox.require();
        return Zeropane.startInTerminal(
                directory,
                Map.of(),
                "exec $ZEROPANE run --display=none -- "
                        + Toolbox.qemu(version)
                        + " -nodefaults -no-user-config -qmp unix:"
                        + monitor.path());
    }

    private static ProcessHandle java(Terminal terminal) {
        return ProcessHandle.of(terminal.program().pid())
                .orElseThrow()
                .descendants()
                .filter(process ->
                        process.info().command().filter(path -> path.endsWith("/java")).isPresent())
                .findFirst()
                .orElseThrow();
    }

    private static void awaitEnd(ProcessHandle ours, ProcessHandle qemu) {
        Await.untilTrue(() -> "QEMU to end", LIMIT, () -> !qemu.isAlive());
        Await.untilTrue(() -> "zeropane to end", LIMIT, () -> !ours.isAlive());
        assertFalse(Files.exists(RunningVm.controlSocket(ours.pid())));
    }
}
