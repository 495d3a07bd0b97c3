// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.compositor.WestonInSway;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.Modetest;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.StandInServer;
import dev.zeropane.it.rig.View;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// A guest in the window of a compositor that takes dma-bufs: it shows what QEMU shows of its own
/// card, and nothing was copied. PNG files beside it show the same.
final class WindowByDmaBufTest extends WindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final int FLIPS = 600;

    private WestonInSway weston;
    private StandInServer server;
    private WindowPair pair;
    private View window;
    private View png;

    @Override
    protected void start(Path directory) {
        weston = keep(WestonInSway.startTraced(directory, WIDTH, HEIGHT, WIDTH, HEIGHT));
        Path pictures = directory.resolve("screens");
        server =
                keep(
                        new StandInServer(
                                directory,
                                Map.of("WAYLAND_DISPLAY", weston.socket().toString()),
                                "--display",
                                "wayland",
                                "--display",
                                "png:" + pictures));
        pair =
                keep(
                        WindowPair.boot(
                                directory,
                                QemuVersion.QEMU_11_1,
                                server.process(),
                                server.socket()));
        window = new View("window", () -> Optional.of(weston.screenshot()));
        png = new View("png", () -> Picture.readIfThere(pictures.resolve("screen-0.png")));
    }

    @Override
    protected Program server() {
        return server.process();
    }

    @AfterEach
    void nothingCopied() {
        if (server != null) {
            ControlStats stats = stats();
            assertEquals("exported", stats.dmaBuf(), stats::toString);
            stats.assertAliased();
            Map<String, Object> wayland = stats.display("wayland");
            assertEquals(0, ControlStats.number(wayland, "bytesCopied"), stats::toString);
            assertTrue(ControlStats.number(wayland, "shown") > 0, stats::toString);
        }
    }

    @Test
    @Order(1)
    void console_paintedInPlace() {
        pair.assertSameWord("window-dmabuf-console", window, png);
        long made = buffersMade();
        pair.assertSameWord("window-dmabuf-console-again", window, png);
        assertEquals(made, buffersMade(), "the buffer that is on the screen was painted");
    }

    @Test
    @Order(2)
    void modetest_pictureSmallerThanTheScreen_isInTheMiddleOfBlack() {
        Picture pattern =
                pair.assertSamePattern(
                        "smpte", "1024x768", GuestWindows.middle(weston, 1024, 768), png);
        awaitPicture(
                "window-dmabuf-middle",
                GuestWindows.onBlack(pattern, WIDTH, HEIGHT),
                weston::screenshot);
        pair.endPattern();
    }

    @Test
    @Order(3)
    void modetest_screenOfTheSameSize() {
        weston.resize(640, 480);
        pair.assertSamePattern("tiles", "640x480", window, png);
        pair.endPattern();
        weston.resize(WIDTH, HEIGHT);
        pair.assertSameWord("window-dmabuf-after-resize", window, png);
    }

    @Test
    @Order(4)
    void pageFlips_makeNoBuffersAfterTheFirstRound() {
        Modetest.flip(pair.ours(), "1024x768");
        Modetest.awaitFlips(pair.ours(), 1);
        long made = buffersMade();
        Modetest.awaitFlips(pair.ours(), FLIPS);
        assertEquals(made, buffersMade());
        Modetest.end(pair.ours());
        pair.assertSameWord("window-dmabuf-after-flips", window, png);
    }

    @Test
    @Order(5)
    void guestReboot() {
        pair.ours().serial().forget();
        pair.ours().serial().send("reboot -f");
        pair.ours().awaitLinux();
        pair.assertSameWord("window-dmabuf-after-reboot", window, png);
    }

    @Test
    @Order(6)
    void compositorKilledAndStartedAgain_getsDmaBufsAgain() {
        weston.kill();
        server().err().await("no windows at", LIMIT);
        pair.assertSameWord("window-dmabuf-no-compositor", png);
        weston.restart();
        weston.resize(WIDTH, HEIGHT);
        pair.assertSameWord("window-dmabuf-new-compositor", window, png);
        assertEquals(1, lines("no windows at"), server().err()::text);
        assertEquals(0, lines("error"), server().err()::text);
    }

    /// How many buffers the compositor, who has no other client, was asked for so far.
    private long buffersMade() {
        long made = weston.log().lines().filter(line -> line.contains("new id wl_buffer")).count();
        assertTrue(made > 0, "no trace of what clients ask for");
        return made;
    }
}
