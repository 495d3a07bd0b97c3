// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.Input;
import dev.zeropane.testkit.wayland.TestCompositor;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pointer over a window, as drivers of real guests set it, from the first boot to the next.
final class WaylandCursorTest {
    private static final int SIDE = 64;

    @TempDir Path directory;

    private static Predicate<Input.Cursor> hotSpot(int x, int y) {
        return cursor -> cursor.hotX() == x && cursor.hotY() == y;
    }

    private static void await(
            TestCompositor compositor, String what, Predicate<Input.Cursor> condition) {
        Await.untilTrue(
                () -> what + ", not " + compositor.input().cursor(),
                WaylandGuest.LIMIT,
                () -> compositor.input().cursor().filter(condition).isPresent());
    }

    private static void awaitPicture(TestCompositor compositor, String what, Picture picture) {
        await(compositor, what, cursor -> cursor.picture().filter(picture::equals).isPresent());
    }

    @Test
    void pointer_isTheGuests_fromWhenItSetsOneUntilItIsReset() {
        try (TestCompositor compositor = TestCompositor.start(directory, new CompositorOptions());
                WaylandGuest guest = new WaylandGuest(directory, compositor, 2)) {
            guest.awaitLatest();
            GpuDriver driver = guest.driver();
            compositor.input().pointerEnter(compositor.awaitWindow(), 100, 100);
            await(compositor, "an arrow of ours", cursor -> cursor.picture().isPresent());
            Picture arrow = compositor.input().cursor().orElseThrow().picture().orElseThrow();

            // A format without alpha, and alpha in it: half of white, over black.
            Framebuffer drawn = guest.drawing(SIDE, SIDE);
            drawn.fill(drawn.bounds(), 0);
            drawn.fill(new Rect(10, 20, 5, 5), 0x80808080);
            drawn.update(drawn.bounds());
            int[] expected = new int[SIDE * SIDE];
            for (int y = 20; y < 25; y++) {
                Arrays.fill(expected, y * SIDE + 10, y * SIDE + 15, 0x808080);
            }
            Picture picture = new Picture(SIDE, SIDE, expected);
            driver.updateCursor(0, 5, 6, drawn.resourceId(), 3, 4);
            awaitPicture(compositor, "what was drawn", picture);
            await(compositor, "its hot spot", hotSpot(3, 4));

            driver.moveCursor(0, 100, 100, 0);
            await(compositor, "no pointer", cursor -> cursor.picture().isEmpty());
            driver.moveCursor(0, 110, 110, drawn.resourceId());
            awaitPicture(compositor, "the pointer again", picture);

            Framebuffer large = guest.drawing(128, 96);
            large.update(large.bounds());
            driver.updateCursor(0, 5, 6, large.resourceId(), 128, 95);
            await(compositor, "the largest hot spot", hotSpot(127, 95));
            assertEquals(
                    128, compositor.input().cursor().orElseThrow().picture().orElseThrow().width());
            assertEquals(0, guest.stats().number("guestFaults"));

            guest.vmm().resetDevice();
            awaitPicture(compositor, "an arrow of ours after a reset", arrow);
            assertEquals(List.of(), compositor.counts().protocolErrors());
        }
    }
}
