// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.SwayWindow;
import dev.zeropane.it.rig.Toolbox;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the command line finds the session whose windows it opens, and what it says where there is
/// none.
final class WaylandSessionTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir Path directory;

    @Test
    @Tag("vm")
    void demo_inASession_opensAWindow_andEndsWithIt() throws IOException {
        Toolbox.require();
        try (Sway sway = Sway.start(directory, 1400, 1000);
                Program demo =
                        Zeropane.start(
                                directory,
                                Map.of("WAYLAND_DISPLAY", sway.socket().toString()),
                                "demo",
                                "--guest=builtin")) {
            SwayWindow window = sway.awaitWindow(GuestWindows.APP_ID);
            Await.untilTrue(
                    () -> window.now() + "\n" + demo.err().text(),
                    LIMIT,
                    () -> isDrawn(window.screenshot()));
            demo.err().await("the guest draws: it is in its window", LIMIT);
            window.close();
            demo.awaitExit(0, LIMIT);
            assertFalse(Files.exists(directory.resolve("zeropane-demo")));
        }
    }

    private static boolean isDrawn(Picture picture) {
        return picture.width() == 1280 && picture.height() == 800 && picture.colours() > 20;
    }

    @Test
    @Tag("cli")
    void noSession() {
        assertRefused(
                "no Wayland session", "-u", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR=" + directory);
    }

    @Test
    @Tag("cli")
    void nameOfASocket_noRuntimeDirectory() {
        assertRefused("no Wayland session", "-u", "XDG_RUNTIME_DIR", "WAYLAND_DISPLAY=wayland-0");
    }

    @Test
    @Tag("cli")
    void socketMissing() {
        Path missing = directory.resolve("wayland-7");
        assertRefused(
                missing.toString(), "WAYLAND_DISPLAY=wayland-7", "XDG_RUNTIME_DIR=" + directory);
    }

    @Test
    @Tag("cli")
    void nobodyListens() throws IOException {
        Path stale = directory.resolve("stale");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(stale));
        }
        assertRefused(stale.toString(), "WAYLAND_DISPLAY=" + stale);
    }

    @Test
    @Tag("cli")
    @SuppressWarnings("try") // the socket ends before the program does
    void nobodyAnswers_isSaid_andTheEndOfItIsNoticed() throws IOException {
        Path silent = directory.resolve("silent");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(silent));
            try (Program program = start("WAYLAND_DISPLAY=" + silent)) {
                program.err().await("waiting for an answer of the compositor at " + silent, LIMIT);
                socket.close();
                program.awaitExit(1, LIMIT);
                String last = Zeropane.messages(program).getLast();
                assertTrue(last.startsWith("zeropane: error: --display wayland: " + silent), last);
                assertFalse(Files.exists(deviceSocket()));
            }
        }
    }

    /// One line says what is wrong, and nothing is left behind.
    ///
    /// @param environment arguments of `env`
    private void assertRefused(String named, String... environment) {
        try (Program program = start(environment)) {
            program.awaitExit(1, LIMIT);
            List<String> messages = Zeropane.messages(program);
            assertEquals(1, messages.size(), messages::toString);
            assertTrue(
                    messages.getFirst().startsWith("zeropane: error: --display wayland: "),
                    messages::toString);
            assertTrue(messages.getFirst().contains(named), messages::toString);
            assertFalse(Files.exists(deviceSocket()));
        }
    }

    private Path deviceSocket() {
        return directory.resolve("gpu.sock");
    }

    private Program start(String... environment) {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(List.of(environment));
        command.addAll(
                List.of(
                        Zeropane.root().resolve("zeropane").toString(),
                        "gpu",
                        "--socket-path=" + deviceSocket(),
                        "--display=wayland"));
        return Program.start(directory, Map.of(), command);
    }
}
