// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A service of systemd's: it is handed a socket, and says when it is ready. systemd itself needs a
/// machine of its own; its `systemd-socket-activate` does not.
@Tag("cli")
final class SystemdTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /// Does what systemd does with a service of type notify and its socket, and says on standard
    /// output what the service says. Arguments: the socket's path, how it is (`listen` or not), the
    /// number of sockets, whose process id is told (`own` or another), the command.
    private static final String MANAGER =
            """
            use Socket;
            use POSIX;
            $| = 1;
            my ($path, $kind, $count, $whose, @command) = @ARGV;
            socket(my $notify, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
            bind($notify, sockaddr_un("$path.notify")) or die "bind: $!";
            socket(my $server, AF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
            bind($server, sockaddr_un($path)) or die "bind: $!";
            if ($kind eq "listen") { listen($server, 8) or die "listen: $!"; }
            my $child = fork();
            if ($child == 0) {
                if (fileno($server) != 3) { POSIX::dup2(fileno($server), 3) or die "dup2: $!"; }
                else { $^F = 3; fcntl($server, 2, 0) or die "fcntl: $!"; }
                $ENV{LISTEN_FDS} = $count;
                $ENV{LISTEN_PID} = $whose eq "own" ? $$ : getppid();
                $ENV{LISTEN_FDNAMES} = "web1";
                $ENV{NOTIFY_SOCKET} = "$path.notify";
                exec(@command) or die "exec: $!";
            }
            $SIG{TERM} = sub { kill "TERM", $child; };
            $SIG{CHLD} = sub { };
            recv($notify, my $said, 100, 0);
            print "said: $said\n";
            while (waitpid($child, 0) != $child) { }
            exit($? >> 8);
            """;

    @TempDir Path directory;

    private Program manage(String kind, String count, String whose, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "perl",
                                "-e",
                                MANAGER,
                                socket().toString(),
                                kind,
                                count,
                                whose,
                                Zeropane.root().resolve("zeropane").toString()));
        command.addAll(List.of(arguments));
        return Program.start(directory, Map.of("XDG_RUNTIME_DIR", directory.toString()), command);
    }

    private Path socket() {
        return directory.resolve("s");
    }

    private static void assertServes(Path socket) {
        try (Vmm vmm = Vmm.connect(socket)) {
            assertTrue(new GpuDriver(vmm).getDisplayInfo().displays().getFirst().enabled());
        }
    }

    @Test
    void gpu_takesTheSocket_saysReady_isCalledAsTheUnitCallsIt() {
        try (Program service = manage("listen", "1", "own", "gpu", "--display=none")) {
            service.out().await("said: READY=1", SOON);
            service.err().await("waiting for a VMM at web1", SOON);
            assertServes(socket());
            assertServes(socket());
            try (Program ps =
                    Program.start(
                            directory,
                            Map.of("XDG_RUNTIME_DIR", directory.toString()),
                            Zeropane.root().resolve("zeropane").toString(),
                            "ps")) {
                ps.awaitExit(0, SOON);
                assertTrue(ps.out().text().contains("web1 "), ps.out().text());
            }
            service.signal("TERM");
            service.awaitExit(0, SOON);
            assertTrue(Files.exists(socket()), "the socket is systemd's");
        }
    }

    @Test
    void vga_takesTheSocketToo() {
        try (Program service = manage("listen", "1", "own", "vga", "--display=none")) {
            service.out().await("said: READY=1", SOON);
            service.err().await("waiting for a VMM at web1", SOON);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "listen, 2, own, one process serves one",
        "bound, 1, own, has to be a Unix one",
        "listen, 1, other, --socket-path",
        "listen, 0, own, --socket-path"
    })
    void anythingElse_isRefused(String kind, String count, String whose, String message) {
        try (Program service = manage(kind, count, whose, "gpu", "--display=none")) {
            service.err().await(message, SOON);
        }
    }

    @Test
    void systemdsOwnProgram_startsItWhenAVmmComes() throws IOException {
        assumeTrue(has("systemd-socket-activate"), "no systemd-socket-activate");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "systemd-socket-activate",
                                "-l",
                                socket().toString(),
                                "--fdname=a"));
        for (String name :
                List.of("PATH", "HOME", "JAVA_HOME", "XDG_CACHE_HOME", "ZEROPANE_PREBUILT")) {
            if (System.getenv(name) != null) {
                command.add("-E" + name);
            }
        }
        command.addAll(
                List.of(
                        "-EXDG_RUNTIME_DIR=" + directory,
                        Zeropane.root().resolve("zeropane").toString(),
                        "gpu",
                        "--display=none",
                        "--once"));
        try (Program service = Program.start(directory, Map.of(), command)) {
            Await.untilTrue(
                    () -> "a socket\n" + service.err().text(), SOON, () -> Files.exists(socket()));
            assertServes(socket());
            service.awaitExit(0, SOON);
        }
    }

    @Test
    void unitsOfTheManual_areRight() throws IOException {
        assumeTrue(has("systemd-analyze"), "no systemd-analyze");
        String page = Files.readString(Zeropane.root().resolve("docs/systemd.md"));
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify"));
        for (String name : List.of("zeropane-gpu@.socket", "zeropane-gpu@.service")) {
            int start = page.indexOf("```\n# /etc/systemd/system/" + name + "\n");
            assertTrue(start >= 0, name);
            String unit = page.substring(start + 4, page.indexOf("```", start + 4));
            Files.writeString(
                    directory.resolve(name),
                    unit.replace(
                            "/usr/local/bin/zeropane",
                            Zeropane.root().resolve("zeropane").toString()));
            command.add(directory.resolve(name.replace("@", "@web1")).toString());
        }
        try (Program verify = Program.start(directory, Map.of(), command)) {
            int status = verify.awaitExit(SOON);
            String said =
                    String.join(
                            "\n",
                            verify.err().lines().stream()
                                    .filter(line -> line.contains("zeropane"))
                                    .toList());
            assertEquals("", said);
            assertEquals(0, status, verify.err().text());
        }
    }

    private boolean has(String program) {
        try (Program which =
                Program.start(directory, Map.of(), "sh", "-c", "command -v " + program)) {
            return which.awaitExit(SOON) == 0;
        }
    }
}
