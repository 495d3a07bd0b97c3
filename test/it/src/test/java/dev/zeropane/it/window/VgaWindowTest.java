// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.DrawnVga;
import dev.zeropane.it.rig.StandInServer;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Zeropane;
import dev.zeropane.testkit.wayland.TestCompositor;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A VGA in the window of a compositor that takes dma-bufs, or memfds in place of them: what is
/// drawn is seen there though nobody is told, nothing is compared for it, and nothing copied.
final class VgaWindowTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final int BUFFERS = 2;
    private static final int FLIPS = 1000;
    private static final int COLOUR = 0xa5c3e1;

    @TempDir private Path directory;
    private TestCompositor compositor;
    private StandInServer server;
    private DrawnVga vga;

    @BeforeEach
    void start() {
        compositor = TestCompositor.start(directory, new CompositorOptions());
        server =
                StandInServer.vga(
                        directory,
                        Map.of("WAYLAND_DISPLAY", compositor.socket().toString()),
                        "--display=wayland");
        vga = new DrawnVga(server.process(), server.socket(), WIDTH, HEIGHT);
        vga.drawAll(BUFFERS);
        vga.on();
        awaitWindow(0);
    }

    @AfterEach
    void end() {
        if (vga != null) {
            vga.close();
        }
        compositor.close();
    }

    /// @param row where the picture begins
    private void awaitWindow(int row) {
        Picture right = vga.picture(row);
        Await.untilTrue(
                () ->
                        right
                                + " in "
                                + compositor.awaitWindow().picture()
                                + "\n"
                                + server.process().err().text(),
                LIMIT,
                () -> compositor.awaitWindow().picture().equals(right));
    }

    private ControlStats stats() {
        return ControlStats.of(server.process().pid());
    }

    /// Only windows look, and they got the guest's own pages.
    private void assertNothingReadOrCopied() {
        ControlStats stats = stats();
        assertEquals("exported", stats.dmaBuf(), stats::toString);
        assertEquals(0, ControlStats.number(stats.screen(), "rowsCompared"), stats::toString);
        assertEquals(0, ControlStats.number(stats.screen(), "bytesCompared"), stats::toString);
        assertEquals(0, stats.bytesCopied(), stats::toString);
        assertTrue(ControlStats.number(stats.display("wayland"), "shown") > 0, stats::toString);
        assertEquals(1, compositor.counts().shmBuffers(), "the black behind it");
        assertEquals(List.of(), compositor.counts().protocolErrors());
        assertEquals(
                List.of(),
                Zeropane.messages(server.process()).stream()
                        .filter(line -> !line.startsWith("INFO"))
                        .toList());
    }

    /// A store to memory is all there is, again and again: to look must not be what ends it.
    @Test
    void pixel_isSeenThoughNothingIsSaid() {
        for (int i = 0; i < 10; i++) {
            vga.draw(7 + i, HEIGHT - 1 - i, COLOUR + i);
            awaitWindow(0);
        }
        assertEquals(1, compositor.counts().dmabufBuffers());
        assertNothingReadOrCopied();
        assertEquals(0, ControlStats.number(stats().screen(), "flips"));
    }

    @Test
    void flips_makeNoBuffersAfterTheFirstRound() {
        for (int buffer = BUFFERS - 1; buffer >= 0; buffer--) {
            vga.flip(buffer * HEIGHT);
            awaitWindow(buffer * HEIGHT);
        }
        assertEquals(BUFFERS, compositor.counts().dmabufBuffers());
        for (int i = 1; i <= FLIPS; i++) {
            int row = i % BUFFERS * HEIGHT;
            vga.draw(i % WIDTH, row + i % HEIGHT, COLOUR + i);
            vga.flip(row);
        }
        awaitWindow(0);
        // What is drawn in the buffer that is not shown is seen when that is shown again.
        vga.draw(1, HEIGHT + 1, COLOUR);
        vga.flip(HEIGHT);
        awaitWindow(HEIGHT);
        assertEquals(BUFFERS, compositor.counts().dmabufBuffers());
        assertEquals(BUFFERS + FLIPS + 1, ControlStats.number(stats().screen(), "flips"));
        assertNothingReadOrCopied();
    }
}
