// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.it.compositor.Weston;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.DrawnVga;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.PictureDifference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A VGA's own video memory in a window, as in [ExportedWindowTest]: real dma-bufs, a real
/// compositor that draws by OpenGL. Nobody says that something was drawn.
@Tag("kernel")
@Tag("oldest-kernel")
final class VgaExportedWindowTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;

    /// Of one picture: whole pages.
    private static final long BYTES = 4L * WIDTH * HEIGHT;

    private static final int COLOUR = 0xa5c3e1;

    @TempDir private Path directory;

    @Test
    void window_showsWhatIsDrawnInPlace_andWhatIsFlippedTo() {
        try (Weston weston = Weston.startAndDraw(directory, WIDTH, HEIGHT);
                DrawnVga vga =
                        new DrawnVga(
                                directory,
                                "vm.vga",
                                Map.of("WAYLAND_DISPLAY", weston.socket().toString()),
                                WIDTH,
                                HEIGHT,
                                "--display=wayland")) {
            vga.drawAll(2);
            vga.on();
            awaitScreen(weston, vga.picture());
            vga.draw(WIDTH - 1, 0, COLOUR);
            awaitScreen(weston, vga.picture());
            assertExported(vga, BYTES);
            vga.flip(HEIGHT);
            // What is drawn behind is there when it comes to the front again.
            vga.draw(0, 0, COLOUR);
            vga.flip(0);
            awaitScreen(weston, vga.picture());
            assertExported(vga, 2 * BYTES);
        }
    }

    private static void awaitScreen(Weston weston, Picture right) {
        Await.untilTrue(
                () -> new PictureDifference(weston.screenshot(), right) + "\n" + weston.log(),
                LIMIT,
                () -> weston.screenshot().equals(right));
    }

    /// @param pinned the pages of the pictures that were shown, and no other of video memory
    private static void assertExported(DrawnVga vga, long pinned) {
        ControlStats stats = ControlStats.of(vga.process().pid());
        assertEquals("exported", stats.dmaBuf(), stats::toString);
        assertEquals(pinned, stats.pinned(), stats::toString);
        assertEquals(0, ControlStats.number(stats.screen(), "bytesCompared"), stats::toString);
        assertEquals(0, stats.bytesCopied(), stats::toString);
    }
}
