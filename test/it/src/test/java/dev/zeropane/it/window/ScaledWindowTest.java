// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.compositor.WestonInSway;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.GpuServer;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SamePicture;
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

/// `--no-dmabuf` and `--scale fit` with a compositor that takes dma-bufs: it gets none, and the
/// picture fills the window.
final class ScaledWindowTest extends WindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;

    private WestonInSway weston;
    private GpuServer server;
    private WindowPair pair;

    @Override
    protected void start(Path directory) {
        weston = keep(WestonInSway.start(directory, WIDTH, HEIGHT, WIDTH, HEIGHT));
        server =
                keep(
                        new GpuServer(
                                directory,
                                Map.of("WAYLAND_DISPLAY", weston.socket().toString()),
                                List.of("--display", "wayland", "--no-dmabuf", "--scale", "fit")));
        pair =
                keep(
                        WindowPair.boot(
                                directory,
                                QemuVersion.QEMU_10_0,
                                server.process(),
                                server.socket()));
    }

    @Override
    protected Program server() {
        return server.process();
    }

    @Test
    @Order(1)
    void noDmaBuf_pixelsAreCopied() {
        View window = new View("window", () -> Optional.of(weston.screenshot()));
        pair.assertSameWord("window-no-dmabuf", window);
        // Were one wanted and refused, it would say why.
        assertEquals("not-wanted", stats().dmaBuf());
        assertTrue(ControlStats.number(stats().display("wayland"), "bytesCopied") > 0);
    }

    @Test
    @Order(2)
    void fit_pictureFillsTheWindowInItsProportions() {
        Picture pattern = pair.assertSamePattern("smpte", "640x480");
        // 4:3 in a window that is wider, and in one that is higher.
        awaitScaled("fit-wide", pattern, 1066, 800);
        weston.resize(600, 700);
        awaitScaled("fit-high", pattern, 600, 450);
        pair.endPattern();
    }

    private void awaitScaled(String name, Picture pattern, int width, int height) {
        Await.untilTrue(
                () -> {
                    weston.screenshot().write(SamePicture.PICTURES.resolve(name + "-wrong.png"));
                    return name + "\n" + server().err().text();
                },
                LIMIT,
                () -> GuestWindows.differences(weston.screenshot(), pattern, width, height) == 0);
        weston.screenshot().write(SamePicture.PICTURES.resolve(name + ".png"));
    }
}
