// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.GpuServer;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.View;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A guest in a window of a compositor that takes no dma-bufs, beside PNG files and the VMM's own
/// user interface: all show what QEMU shows of its own card.
final class WindowByCopyTest extends WindowTest {
    private static final int SCREEN_WIDTH = 1400;
    private static final int SCREEN_HEIGHT = 1000;
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;

    private Sway sway;
    private GpuServer server;
    private WindowPair pair;
    private View window;
    private View png;

    @Override
    protected void start(Path directory) {
        sway = keep(Sway.start(directory, SCREEN_WIDTH, SCREEN_HEIGHT));
        server =
                keep(
                        new GpuServer(
                                directory,
                                Map.of("WAYLAND_DISPLAY", sway.socket().toString()),
                                List.of("--display", "wayland", "--display", "vmm")));
        pair =
                keep(
                        WindowPair.boot(
                                directory,
                                QemuVersion.QEMU_10_0,
                                server.process(),
                                server.socket()));
        window = GuestWindows.in(sway);
        png = new View("png", server::picture);
    }

    @Override
    protected Program server() {
        return server.process();
    }

    @Test
    @Order(1)
    void console_threeDisplays_showTheSame() {
        View vmm = new View("vmm", pair.ours()::screendump);
        Picture picture = pair.assertSameWord("window-shm-console", window, png, vmm);
        assertEquals(WIDTH, picture.width());
        assertEquals(HEIGHT, picture.height());
        assertEquals("not-wanted", stats().dmaBuf());
        assertTrue(ControlStats.number(stats().display("wayland"), "bytesCopied") > 0);
        stats().assertAliased();
    }

    @ParameterizedTest
    @CsvSource({"smpte, 640x480", "tiles, 1024x768"})
    @Order(2)
    void modetest_windowHasTheSizeOfTheMode(String pattern, String mode) {
        pair.assertSamePattern(pattern, mode, window, png);
        pair.endPattern();
        pair.assertSameWord("window-shm-console-after-" + mode, window, png);
    }

    @Test
    @Order(3)
    void guestReboot() {
        pair.ours().serial().forget();
        pair.ours().serial().send("reboot -f");
        pair.ours().awaitLinux();
        pair.assertSameWord("window-shm-after-reboot", window, png);
    }

    @Test
    @Order(4)
    void fullscreen_pictureIsInTheMiddleOfBlack() {
        sway.command("[app_id=" + GuestWindows.APP_ID + "] fullscreen enable");
        Picture word =
                pair.assertSameWord(
                        "window-shm-fullscreen", GuestWindows.middle(sway, WIDTH, HEIGHT));
        Picture right = GuestWindows.onBlack(word, SCREEN_WIDTH, SCREEN_HEIGHT);
        awaitPicture("window-fullscreen", right, sway::screenshot);
        sway.command("[app_id=" + GuestWindows.APP_ID + "] fullscreen disable");
        pair.assertSameWord("window-shm-after-fullscreen", window);
    }

    @Test
    @Order(5)
    void windowLargerThanThePicture_restIsBlack() {
        Picture word = pair.assertSameWord("window-shm-before-resize", window);
        sway.awaitWindow(GuestWindows.APP_ID).place(10, 20, 1301, 903);
        awaitPicture(
                "window-larger",
                GuestWindows.onBlack(word, 1301, 903),
                () -> sway.awaitWindow(GuestWindows.APP_ID).screenshot());
        // The guest's next mode is the window's size again.
        pair.assertSamePattern("smpte", "1024x768", window);
        pair.endPattern();
        pair.assertSameWord("window-shm-after-resize", window);
    }

    @Test
    @Order(6)
    void windowClosed_guestRunsOn_windowIsBackWithTheNextMode() {
        sway.awaitWindow(GuestWindows.APP_ID).close();
        sway.awaitWindows(GuestWindows.APP_ID, 0);
        server().err().await("the window of screen 0 was closed", LIMIT);
        pair.assertSameWord("window-shm-closed", png);
        assertEquals(Optional.empty(), GuestWindows.find(sway));
        pair.assertSamePattern("smpte", "640x480", window, png);
        pair.endPattern();
        // It was opened in the middle, and would not be seen whole.
        sway.awaitWindow(GuestWindows.APP_ID).move(0, 0);
        pair.assertSameWord("window-shm-after-close", window, png);
    }

    @Test
    @Order(7)
    void compositorKilledAndStartedAgain_guestRunsOn_windowIsBack() {
        sway.kill();
        server().err().await("no windows at", LIMIT);
        pair.assertSameWord("window-shm-no-compositor", png);
        sway.restart();
        sway.awaitWindow(GuestWindows.APP_ID);
        // What was drawn while there was no compositor.
        Picture right = server.picture().orElseThrow();
        awaitPicture(
                "window-back", right, () -> sway.awaitWindow(GuestWindows.APP_ID).screenshot());
        pair.assertSameWord("window-shm-new-compositor", window, png);
        Await.untilTrue(() -> "windows again", LIMIT, () -> lines("windows at") == 2);
        assertEquals(1, lines("no windows at"), server().err()::text);
        assertEquals(0, lines("error"), server().err()::text);
    }
}
