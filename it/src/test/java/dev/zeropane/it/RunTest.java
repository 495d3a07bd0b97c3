package dev.zeropane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
                        List.of("--", "-object", "memory-backend-ram,id=m,size=1G")),
                arguments(USAGE, "comes later", List.of("--device=vga", "--", "-m", "1G")),
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
        "sh, is no QEMU",
        "./nosuch, no such program",
        "/usr/bin, no such program"
    })
    void programThatIsNone_isRefused(String program, String named) {
        try (Program run = Zeropane.start(directory, "run", "--display=none", "--", program)) {
            run.awaitExit(FAILED, TO_END);
            assertTrue(run.err().text().contains(named), run.err().text());
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
    void withoutSession_picturesAreWritten_whichIsSaid() {
        try (Program run = start("exit 0", "--")) {
            run.awaitExit(0, TO_END);
            assertTrue(run.err().text().contains("no Wayland session"), run.err().text());
            assertTrue(run.err().text().contains("zeropane-run/screen-0.png"), run.err().text());
        }
    }

    @Test
    void verbose_showsTheCommand() {
        try (Program run = start("exit 0", "--verbose", "--display=none", "--", "a b.img")) {
            run.awaitExit(0, TO_END);
            assertTrue(
                    run.err().text().contains("qemu-stand-in 'a b.img' -object memory-backend"),
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

    @Test
    void qemuThatDoesNotEnd_isKilled() {
        try (Program run = start("trap '' TERM; " + StandInQemu.WAIT, "--display=none", "--")) {
            ProcessHandle guest = qemu.await();
            run.signal("TERM");
            run.awaitExit(137, TO_END);
            assertFalse(guest.isAlive());
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
