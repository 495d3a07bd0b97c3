// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.zeropane.it.rig.StandInQemu;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// `zeropane run` as a person or a script meets it, without a virtual machine.
@Tag("cli")
final class RunTest {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final Duration TO_END = Duration.ofMinutes(1);

    @TempDir Path directory;

    private StandInQemu qemu;

    @BeforeEach
    void standIn() {
        qemu = new StandInQemu(directory);
    }

    /// Of the directories that commands were given for temporary files, all are empty.
    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        List<String> left = new ArrayList<>();
        try (DirectoryStream<Path> temporary = Files.newDirectoryStream(directory, "tmp-*")) {
            for (Path path : temporary) {
                left.addAll(List.of(path.toFile().list()));
            }
        }
        assertEquals(List.of(), left);
    }

    private Program start(String what, String... arguments) {
        return qemu.start("10.0.8", what, List.of(arguments));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(USAGE, "-vga std", List.of("--", "-vga", "std")),
                arguments(USAGE, "-vnc :1", List.of("--", "-vnc", ":1")),
                arguments(USAGE, "-daemonize", List.of("--", "-daemonize")),
                arguments(USAGE, "microvm", List.of("--", "-M", "microvm")),
                arguments(
                        USAGE,
                        "memory-backend-ram",
                        List.of(
                                "--",
                                "-object",
                                "memory-backend-ram,id=m,size=1G",
                                "-M",
                                "memory-backend=m")),
                arguments(
                        USAGE,
                        "QEMU 10.0 has no vfio-user-pci",
                        List.of("--device=vga", "--display=none", "--", "-m", "1G")),
                arguments(
                        USAGE,
                        "no window",
                        List.of("--device=vga", "--display=vmm", "--", "-m", "1G")),
                arguments(
                        USAGE,
                        "one screen",
                        List.of("--device=vga", "--max-outputs=2", "--", "-m", "1G")),
                arguments(
                        USAGE,
                        "--clipboard: with --display vmm the window is QEMU's",
                        List.of("--clipboard", "--display=vmm", "--", "-m", "1G")),
                arguments(
                        FAILED,
                        "has no chardev qemu-vdagent",
                        List.of("--clipboard", "--display=none", "--", "-m", "1G")),
                arguments(USAGE, "hologram", List.of("--display=hologram", "--", "-m", "1G")),
                arguments(
                        USAGE,
                        "not by both",
                        List.of(
                                "--max-outputs=2",
                                "--display=vmm",
                                "--display=wayland",
                                "--",
                                "-m",
                                "1G")),
                arguments(FAILED, "Wayland", List.of("--display=wayland", "--", "-m", "1G")));
    }

    @ParameterizedTest
    @MethodSource
    void refused(int status, String named, List<String> arguments) {
        try (Program run = qemu.start("10.0.8", "exit 0", arguments)) {
            run.awaitExit(status, TO_END);
            List<String> messages = Zeropane.messages(run);
            assertTrue(messages.size() <= 2, messages.toString());
            assertTrue(messages.getFirst().contains(named), messages.toString());
        }
        assertFalse(Files.exists(directory.resolve("pid")), "QEMU was started");
    }

    @Test
    void oldQemu_withoutKvm_isRefused() {
        try (Program run = qemu.start("7.2.15", "exit 0", List.of("--display=none", "--"))) {
            run.awaitExit(USAGE, TO_END);
            assertTrue(run.err().text().contains("KVM"), run.err().text());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nosuch-qemu, no such program",
        "true, is no QEMU",
        "./nosuch, no such program",
        "/usr/bin, no such program"
    })
    void programThatIsNone_isRefused(String program, String named) {
        try (Program run = Zeropane.start(directory, "run", "--display=none", "--", program)) {
            run.awaitExit(FAILED, TO_END);
            assertTrue(run.err().text().contains(named), run.err().text());
        }
    }

    /// One on a file system that is gone, or no QEMU at all.
    @Test
    void endedWhileQemuDoesNotSayWhatItIs_leavesNoProcess() throws IOException {
        Path asked = directory.resolve("asked");
        Path silent = directory.resolve("qemu-system-silent");
        Files.writeString(
                silent, "#!/bin/sh\necho $$ >asked.new && mv asked.new asked\nexec sleep 300\n");
        Files.setPosixFilePermissions(silent, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Program run =
                Zeropane.start(directory, "run", "--display=none", "--", "./qemu-system-silent")) {
            Await.untilTrue(() -> "a question", TO_END, () -> Files.exists(asked));
            run.signal("TERM");
            run.awaitExit(TO_END);
        }
        long pid = Long.parseLong(Files.readString(asked).strip());
        Await.untilTrue(
                () -> "process " + pid + " to end",
                TO_END,
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    /// To ask it what it is would start its machine.
    @Test
    void script_isNotStarted_butExplained() throws IOException {
        Path script = directory.resolve("vm.sh");
        Files.writeString(script, "#!/bin/sh\ntouch started\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Program run = Zeropane.start(directory, "run", "--display=none", "--", "./vm.sh")) {
            run.awaitExit(FAILED, TO_END);
            assertTrue(run.err().text().contains("in a script, write"), run.err().text());
        }
        assertFalse(Files.exists(directory.resolve("started")), "the script was started");
    }

    @ParameterizedTest
    @CsvSource({
        "sh -c qemu-system-x86_64, zeropane run -- qemu-system-x86_64 ...",
        "sudo qemu-system-x86_64 -m 1G, zeropane run -- qemu-system-x86_64 ...",
        "systemd-run --user kvm, zeropane run -- systemd-run --scope --user kvm"
    })
    void qemuOutOfReach_isRefused_withTheLineThatWorks(String command, String line) {
        List<String> words = new ArrayList<>(List.of("run", "--display=none", "--"));
        words.addAll(List.of(command.split(" ")));
        try (Program run = Zeropane.start(directory, words.toArray(String[]::new))) {
            run.awaitExit(USAGE, TO_END);
            assertTrue(run.err().text().contains(line), run.err().text());
        }
    }

    @Test
    void programsBeforeQemu_startIt() throws IOException {
        List<String> before =
                List.of("nice", "-n", "5", "env", "what=echo $kind; exit 7", "kind=of env");
        try (Program run =
                qemu.start("10.0.8", "", before, List.of("--display=none", "--", "-m", "1G"))) {
            run.awaitExit(7, TO_END);
            assertEquals("of env", run.out().text().strip());
        }
        assertEquals(List.of("-m", "1G"), qemu.arguments().subList(0, 2));
    }

    /// `timeout` has QEMU as a child, and hands the signal on.
    @Test
    void signal_endsQemu_alsoBehindAnotherProgram() {
        try (Program run =
                qemu.start(
                        "10.0.8",
                        StandInQemu.WAIT,
                        List.of("timeout", "300"),
                        List.of("--display=none", "--"))) {
            ProcessHandle guest = qemu.await();
            run.signal("TERM");
            int _ = run.awaitExit(TO_END);
            Await.untilTrue(() -> "QEMU to end", TO_END, () -> !guest.isAlive());
        }
    }

    @ParameterizedTest
    @CsvSource({"exit 0, 0, '', false", "exit 1, 1, '', true", "exit 0, 0, -nodefaults, true"})
    void modulesThatCannotBeLoaded_areNotTold_unlessThatMayBeWhy(
            String end, int status, String option, boolean told) {
        List<String> arguments = new ArrayList<>(List.of("--display=none", "--", "-m", "1G"));
        if (!option.isEmpty()) {
            arguments.add(option);
        }
        String say =
                "printf 'qemu-system-x86_64: ' >&2; echo 'failed to open module: libjack.so.0' >&2;"
                        + " echo 'qemu-system-x86_64: -device x: failed to open module: x' >&2;"
                        + " printf 'no end of line' >&2; ";
        try (Program run = qemu.start("10.0.8", say + end, arguments)) {
            run.awaitExit(status, TO_END);
            String text = run.err().text();
            assertEquals(told, text.contains("libjack"), text);
            assertTrue(text.contains("-device x: failed to open module: x\n"), text);
            assertTrue(text.contains("no end of line"), text);
        }
    }

    @Test
    void command_isTheUsers_andOurs() throws IOException {
        try (Program run = start("exit 0", "--display=none", "--", "-m", "1G", "a  b", "@x", "")) {
            run.awaitExit(0, TO_END);
        }
        List<String> arguments = qemu.arguments();
        assertEquals(List.of("-m", "1G", "a  b", "@x", ""), arguments.subList(0, 5));
        assertTrue(
                arguments.contains(
                        "memory-backend-memfd,id=zeropane-ram,share=on,size=1073741824"));
        assertTrue(arguments.contains("dbus,p2p=yes"));
    }

    @Test
    void deviceVga_hasItsRom_whereQemuDoes() throws IOException {
        Path rom = directory.resolve("firmware").resolve("vgabios-bochs-display.bin");
        Files.createDirectory(rom.getParent());
        Files.createFile(rom);
        List<String> typed = List.of("--device=vga", "--display=none", "--", "-L", "firmware");
        try (Program run = qemu.start("11.0.50", "exit 0", typed)) {
            assertEquals(0, run.awaitExit(TO_END), run.err().text());
        }
        String words = String.join(" ", qemu.arguments());
        assertTrue(words.contains("\"romfile\":\"vgabios-bochs-display.bin\""), words);
    }

    @Test
    void deviceVga_isWhatQemuGets() throws IOException {
        List<String> typed = List.of("--device=vga", "--display=none", "--", "-m", "1G");
        try (Program run = qemu.start("11.0.50", "exit 0", typed)) {
            assertEquals(0, run.awaitExit(TO_END), run.err().text());
        }
        String words = String.join(" ", qemu.arguments());
        assertTrue(words.contains("-device {\"driver\":\"vfio-user-pci\""), words);
        assertTrue(words.contains("\"rombar\":0"), words);
        assertTrue(words.contains("-display none"), words);
        assertFalse(words.contains("gpu-pci"), words);
    }

    @Test
    void withoutSession_thePageIsServed_andItsAddressIsTheLastLineBeforeQemu() {
        try (Program run = start("echo here >&2; exit 0", "--")) {
            run.awaitExit(0, TO_END);
            assertTrue(
                    run.err()
                            .text()
                            .matches(
                                    "(?s).*zeropane: the guest is at"
                                            + " http://127\\.0\\.0\\.1:\\d+/#token=\\S{43}\nhere.*"),
                    run.err().text());
        }
    }

    @Test
    void verbose_showsTheCommand() {
        try (Program run = start("exit 0", "--verbose", "--display=none", "--", "a b.img")) {
            run.awaitExit(0, TO_END);
            assertTrue(
                    run.err()
                            .text()
                            .contains("qemu-system-stand-in 'a b.img' -object memory-backend"),
                    run.err().text());
        }
    }

    @Test
    void balloon_isWarnedOf() {
        try (Program run =
                start("exit 0", "--display=none", "--", "-device", "virtio-balloon-pci")) {
            run.awaitExit(0, TO_END);
            assertTrue(run.err().text().contains("virtio-balloon-pci"), run.err().text());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "exit 0, 0",
        "exit 1, 1",
        "exit 77, 77",
        "kill -KILL $$, 137",
        "kill -SEGV $$, 139"
    })
    void status_isQemus(String what, int status) {
        try (Program run = start(what, "--display=none", "--")) {
            run.awaitExit(status, TO_END);
        }
    }

    @Test
    void terminal_isQemus() {
        try (Program run =
                start("echo from the guest; echo to stderr >&2", "--display=none", "--")) {
            run.awaitExit(0, TO_END);
            assertEquals("from the guest", run.out().text().strip());
            assertTrue(run.err().text().contains("to stderr"), run.err().text());
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 31", "HUP, 31", "INT, 31"})
    void signal_endsQemu_whoseStatusCounts(String signal, int status) {
        try (Program run = start(StandInQemu.WAIT, "--display=none", "--")) {
            ProcessHandle guest = qemu.await();
            run.signal(signal);
            run.awaitExit(status, TO_END);
            assertFalse(guest.isAlive());
        }
    }

    /// Also where it is a child of the program that we started.
    @Test
    void qemuThatDoesNotEnd_isKilled() {
        try (Program run =
                qemu.start(
                        "10.0.8",
                        "trap '' TERM; " + StandInQemu.WAIT,
                        List.of("timeout", "300"),
                        List.of("--display=none", "--"))) {
            ProcessHandle guest = qemu.await();
            run.signal("TERM");
            run.awaitExit(137, TO_END);
            Await.untilTrue(() -> "QEMU to end", TO_END, () -> !guest.isAlive());
        }
    }

    @Test
    void weAreKilled_qemuEnds() throws IOException {
        try (Program run = start(StandInQemu.WAIT, "--display=none", "--")) {
            ProcessHandle guest = qemu.await();
            run.signal("KILL");
            run.awaitExit(137, TO_END);
            Await.untilTrue(() -> "QEMU to end", TO_END, () -> !guest.isAlive());
        }
        // A QEMU would have connected, and there would be no files any more.
        removeSockets();
    }

    private void removeSockets() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path :
                    files.filter(p -> p.toString().contains("/tmp-")).toList().reversed()) {
                Files.delete(path);
            }
        }
    }
}
