// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.params.provider.ValueSource;

/// The command line as a person or a script meets it: what is said, the exit status, and that
/// nothing is left behind.
@Tag("cli")
final class CliTest {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final Duration TO_END = Duration.ofMinutes(1);

    @TempDir Path directory;
    @TempDir Path temporary;

    private Path socket;

    @BeforeEach
    void names() {
        socket = directory.resolve("gpu.sock");
    }

    @AfterEach
    void noTemporaryFiles() throws IOException {
        assertEquals(List.of(), list(temporary));
    }

    static Stream<Arguments> wrongUsage() {
        return Stream.of(
                arguments("command", List.of()),
                arguments("shovel", List.of("shovel")),
                arguments("hologram", List.of("gpu", "--socket-path=S", "--display=hologram")),
                arguments("png:", List.of("gpu", "--socket-path=S", "--display=png:")),
                arguments("70000", List.of("gpu", "--socket-path=S", "--display=vnc:70000")),
                arguments("web:PORT", List.of("gpu", "--socket-path=S", "--display=web:0")),
                arguments("12x", List.of("gpu", "--socket-path=S", "--size=12x")),
                arguments("0x0", List.of("gpu", "--socket-path=S", "--size=0x0")),
                arguments("lots", List.of("gpu", "--socket-path=S", "--max-host-memory=lots")),
                arguments("--socket-path", List.of("gpu")),
                arguments("--socket-path", List.of("gpu", "--socket-path")),
                arguments("--fd", List.of("gpu", "--socket-path=S", "--fd=3")),
                arguments("--max-outputs", List.of("gpu", "--socket-path=S", "--max-outputs=0")),
                arguments("--max-outputs", List.of("gpu", "--socket-path=S", "--max-outputs=17")),
                arguments("--max-outputs", List.of("run", "--max-outputs=17", "--", "qemu")),
                arguments("--socket-path", List.of("vga")),
                arguments("--guest-cid", List.of("vsock", "--socket-path=S", "--uds-path=P")),
                arguments("--uds-path", List.of("vsock", "--socket-path=S", "--guest-cid=3")),
                arguments(
                        "4294967294",
                        List.of("vsock", "--socket-path=S", "--guest-cid=2", "--uds-path=P")),
                arguments(
                        "too long",
                        List.of(
                                "vsock",
                                "--socket-path=S",
                                "--guest-cid=3",
                                "--uds-path=" + "P".repeat(97))),
                arguments("12x", List.of("vga", "--socket-path=S", "--size=12x")),
                arguments("3145728", List.of("vga", "--socket-path=S", "--vram=3M")),
                arguments("video memory", List.of("vga", "--socket-path=S", "--vram=1M")),
                arguments("no window", List.of("vga", "--socket-path=S", "--display=vmm")),
                arguments("no window", List.of("vga", "--socket-path=S", "--display=vmm,dmabuf")),
                arguments("option of zeropane run", List.of("demo", "--clipboard")),
                arguments("--seconds", List.of("demo", "--guest=builtin", "--seconds=0")),
                arguments("macos", List.of("demo", "--guest=macos")));
    }

    @ParameterizedTest
    @MethodSource
    void wrongUsage(String named, List<String> arguments) throws IOException {
        assertRefused(USAGE, named, arguments.toArray(String[]::new));
        assertEquals(List.of(), list(directory));
    }

    @Test
    void fd_closed() throws IOException {
        assertRefused(FAILED, "77", "gpu", "--fd=77", "--display=none");
        assertEquals(List.of(), list(directory));
    }

    @Test
    void fd_noSocket() throws IOException {
        // Standard input, which is /dev/null.
        assertRefused(FAILED, "0", "gpu", "--fd=0", "--display=none");
        assertEquals(List.of(), list(directory));
    }

    @Test
    void socketPath_directoryMissing() throws IOException {
        assertRefused(FAILED, "missing/gpu.sock", "gpu", "--socket-path=missing/gpu.sock");
        assertEquals(List.of(), list(directory));
    }

    @Test
    void socketPath_tooLong() throws IOException {
        String path = "/tmp/" + "x".repeat(120);
        assertRefused(FAILED, path, "gpu", "--socket-path=" + path);
        assertEquals(List.of(), list(directory));
    }

    @Test
    void socketPath_regularFile_leftAlone() throws IOException {
        Files.writeString(socket, "precious");
        assertRefused(FAILED, socket.toString(), "gpu", "--socket-path=" + socket);
        assertEquals("precious", Files.readString(socket));
        assertEquals(List.of("gpu.sock"), list(directory));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "vga"})
    void socketPath_inUse_otherKeepsServing(String command) throws IOException {
        try (Program first = serve(command)) {
            assertRefused(FAILED, socket.toString(), command, "--socket-path=" + socket);
            assertTrue(first.isAlive());
            connect();
            first.err().await("the VMM is gone", TO_END);
            assertEquals(
                    first.err().text().indexOf("a VMM connected"),
                    first.err().text().lastIndexOf("a VMM connected"),
                    first.err().text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "vga"})
    void socketPath_stale_replaced(String command) throws IOException {
        try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stale.bind(UnixDomainSocketAddress.of(socket));
        }
        assertTrue(Files.exists(socket), "Java leaves the file of a closed socket");
        try (Program program = serve(command)) {
            connect();
            program.err().await("a VMM connected", TO_END);
        }
    }

    @ParameterizedTest
    @CsvSource({"gpu, INT", "gpu, TERM", "gpu, HUP", "vga, INT", "vga, TERM", "vga, HUP"})
    void signal_isANormalEnd_removesSocket(String command, String signal) throws IOException {
        try (Program program = serve(command)) {
            program.signal(signal);
            program.awaitExit(0, TO_END);
        }
        assertEquals(List.of(), list(directory));
    }

    @Test
    void pngDirectory_isFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "precious");
        assertRefused(FAILED, "file", "gpu", "--socket-path=" + socket, "--display=png:" + file);
        assertEquals("precious", Files.readString(file));
        assertEquals(List.of("file"), list(directory));
    }

    /// Root may write wherever it likes, except where nobody can.
    @Test
    void pngDirectory_notWritable() throws IOException {
        assertRefused(
                FAILED,
                "/proc/pictures",
                "gpu",
                "--socket-path=" + socket,
                "--display=png:/proc/pictures");
        assertEquals(List.of(), list(directory));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnc", "web"})
    void port_inUse(String display) throws IOException {
        try (ServerSocketChannel other = ServerSocketChannel.open()) {
            other.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            int port = ((InetSocketAddress) other.getLocalAddress()).getPort();
            assertRefused(
                    FAILED,
                    "127.0.0.1:" + port,
                    "gpu",
                    "--socket-path=" + socket,
                    "--display=" + display + ":" + port);
        }
        assertEquals(List.of(), list(directory));
    }

    @Test
    void printCapabilities() throws IOException {
        try (Program program = start("gpu", "--print-capabilities")) {
            program.awaitExit(0, TO_END);
            Map<String, Object> capabilities = JSON.std.mapFrom(program.out().text());
            assertEquals("gpu", capabilities.get("type"));
            assertEquals(List.of(), Zeropane.messages(program));
        }
        assertEquals(List.of(), list(directory));
    }

    @Test
    void demo_builtin() throws IOException {
        try (Program program = demo("--seconds=3")) {
            program.awaitExit(0, TO_END);
        }
        assertDemoPictures();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void demo_signal_cleansUp(String signal) throws IOException {
        try (Program program = demo()) {
            program.err().await("the guest draws", TO_END);
            program.signal(signal);
            program.awaitExit(TO_END);
        }
        assertDemoPictures();
    }

    private Program demo(String... more) {
        return start(
                Stream.concat(
                                Stream.of(
                                        "demo",
                                        "--guest=builtin",
                                        "--display=png:pictures",
                                        "--screenshot=last.png"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private void assertDemoPictures() throws IOException {
        Picture picture = Picture.read(directory.resolve("last.png"));
        assertEquals(1280, picture.width());
        assertEquals(800, picture.height());
        assertTrue(picture.colours() > 20, picture.toString());
        assertEquals(List.of("last.png", "pictures"), list(directory));
        assertEquals(List.of("screen-0.png"), list(directory.resolve("pictures")));
    }

    /// A script must not take a file that is cut off, or a picture that is not there, for a
    /// success.
    @ParameterizedTest
    @ValueSource(strings = {"--help", "gpu --print-capabilities"})
    void outputCannotBeWritten_failsAndSaysSo(String arguments) {
        try (Program program = Zeropane.startShell(directory, arguments + " >/dev/full")) {
            program.awaitExit(FAILED, TO_END);
            assertEquals(
                    List.of("zeropane: error: cannot write to standard output"),
                    Zeropane.messages(program));
        }
    }

    @Test
    void demo_screenshotToStandardOutput_isThere() throws IOException {
        try (Program program =
                start("demo", "--guest=builtin", "--display=png:pictures", "--screenshot=-")) {
            program.err().await("the guest draws", TO_END);
            program.signal("TERM");
            program.awaitExit(143, TO_END);
            assertTrue(program.out().text().contains("IHDR"), program.err().text());
            assertTrue(program.out().text().contains("IEND"), program.err().text());
        }
        assertEquals(List.of("pictures"), list(directory));
    }

    /// A screen that is off may stay so.
    @Test
    void watch_nobodyReadsAnyMore_ends() {
        try (Program program = serve("gpu");
                Program watch =
                        Zeropane.startShell(directory, "watch " + program.pid() + " | head -n 1")) {
            assertEquals(0, watch.awaitExit(TO_END), watch.err().text());
            assertEquals("off", watch.out().text().strip());
        }
    }

    @Test
    void gpu_noFolder_namesItAndTheRemedy() {
        assertRefused(
                FAILED,
                "cannot listen at nosuch/gpu.sock: ENOENT, there is no folder "
                        + directory.resolve("nosuch")
                        + "; make it",
                "gpu",
                "--socket-path=nosuch/gpu.sock");
    }

    /// As cron and containers start programs.
    @Test
    void noLanguage_fileNamesAreThoseOnDisk() {
        try (Program program =
                Program.start(
                        directory,
                        Map.of("LC_ALL", "C", "XDG_RUNTIME_DIR", Zeropane.runtime().toString()),
                        "sh",
                        "-c",
                        "exec \"$0\" gpu --socket-path=\"$(printf 'nosuch-\\303\\266')/gpu.sock\"",
                        Zeropane.root().resolve("zeropane").toString())) {
            program.awaitExit(FAILED, TO_END);
            assertTrue(program.err().text().contains("nosuch-\u00f6"), program.err().text());
        }
    }

    /// Wrong input is answered by at most two lines, which name what is wrong. libxkbcommon makes
    /// nothing where none of its folders is there.
    @Test
    void layout_whereNoneIsInstalled_isSaid() {
        Map<String, String> nowhere =
                Map.of("XKB_CONFIG_ROOT", "/n", "XKB_CONFIG_EXTRA_PATH", "/n");
        try (Program type = Zeropane.start(directory, nowhere, "type", "vm", "z", "--layout=de")) {
            type.awaitExit(FAILED, TO_END);
            assertTrue(type.err().text().contains("no keyboard layout"), type.err().text());
        }
    }

    private void assertRefused(int status, String named, String... arguments) {
        try (Program program = start(arguments)) {
            program.awaitExit(status, TO_END);
            List<String> messages = Zeropane.messages(program);
            String text = String.join("\n", messages);
            assertFalse(messages.isEmpty());
            assertTrue(messages.size() <= 3, text);
            assertTrue(messages.getFirst().startsWith("zeropane: "), text);
            assertTrue(messages.getFirst().contains(named), text);
            assertEquals("", program.out().text());
        }
    }

    /// A VMM that goes without a word has done nothing wrong.
    @ParameterizedTest
    @ValueSource(strings = {"gpu", "vga"})
    void once_endsWithTheVmm(String command) throws IOException {
        try (Program program = serve(command, "--once")) {
            connect();
            assertEquals(0, program.awaitExit(TO_END), program.err().text());
        }
        assertEquals(List.of(), list(directory));
    }

    private Program serve(String command, String... more) {
        Program program =
                start(
                        Stream.concat(
                                        Stream.of(
                                                command,
                                                "--socket-path=" + socket,
                                                "--display=none"),
                                        Stream.of(more))
                                .toArray(String[]::new));
        try {
            program.err().await("waiting for a VMM", TO_END);
            return program;
        } catch (AssertionError e) {
            program.close();
            throw e;
        }
    }

    private void connect() throws IOException {
        SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
    }

    private Program start(String... arguments) {
        return Zeropane.start(directory, temporary, arguments);
    }

    private static List<String> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
