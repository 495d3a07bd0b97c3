// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Mode;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which sizes a window wishes its guest to have, and what it makes of those the guest takes.
@Timeout(60)
final class SizeWishesTest {
    private static final int RESIZING = XdgToplevel.STATE_RESIZING;

    private static Rect size(int width, int height) {
        return new Rect(0, 0, width, height);
    }

    private static void awaitWished(GuestRig rig, Mode last) {
        rig.display.await(
                () -> "the wish for " + last + ", " + rig.wishes,
                () -> !rig.wishes.isEmpty() && rig.wishes.getLast().equals(last));
    }

    @Test
    void window_ofTheGuestsSize_wishesNothing() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window(720, 400);
            rig.configure(window, 720, 400, XdgToplevel.STATE_ACTIVATED);
            rig.configure(window, 720, 400);
            rig.configure(window, 0, 0);
            rig.assertWished();
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                XdgToplevel.STATE_RESIZING,
                XdgToplevel.STATE_MAXIMIZED,
                XdgToplevel.STATE_FULLSCREEN,
                XdgToplevel.STATE_TILED_LEFT
            })
    void window_givenAnotherSize_wishesIt(int state) {
        try (GuestRig rig = new GuestRig()) {
            rig.configure(rig.window(), 1000, 700, state);
            rig.assertWished(new Mode(960, 700));
        }
    }

    @Test
    void firstWindow_givenASize_wishesIt() {
        try (GuestRig rig = new GuestRig(new CompositorOptions().firstWindow(700, 500))) {
            rig.window();
            rig.assertWished(new Mode(640, 500));
        }
    }

    @Test
    void windowWithAFrame_wishesWhatIsInsideOfIt() {
        try (GuestRig rig = new GuestRig(new CompositorOptions().clientSideDecoration())) {
            rig.configure(rig.window(), 640 + 8, 480 + 32);
            rig.assertWished(new Mode(640, 480));
        }
    }

    @Test
    void scaledScreen_pixelsAreWished() {
        try (GuestRig rig = new GuestRig(new CompositorOptions().scale120(180))) {
            Window window = rig.window(1280, 800);
            rig.assertWished();
            rig.configure(window, 1000, 700, XdgToplevel.STATE_MAXIMIZED);
            rig.assertWished(new Mode(1472, 1050));
            rig.display.compositor.scale120(240);
            awaitWished(rig, new Mode(1984, 1400));
        }
    }

    @Test
    void guestThatFollows_leavesTheWindowAsItIs_withBlackBesideIt() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            rig.configure(window, 700, 500, RESIZING);
            rig.configure(window, 700, 500);
            rig.show(640, 500);
            assertEquals(size(700, 500), window.geometry());
            Picture picture = TestMemory.picture(640, 500, 0);
            rig.display.await(
                    "the picture in the middle",
                    () -> window.picture().crop(30, 0, 640, 500).equals(picture));
            rig.configure(window, 700, 500, XdgToplevel.STATE_ACTIVATED);
            rig.assertWished(new Mode(640, 500));
        }
    }

    @Test
    void guestWithAModeOfItsOwn_takesTheWindowWithIt_andNothingIsWished() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            for (int width : new int[] {640, 800, 720, 1024}) {
                rig.show(width, 400);
                assertEquals(size(width, 400), window.geometry());
                rig.configure(window, width, 400);
            }
            // A size that the window had a moment ago, said late.
            rig.configure(window, 720, 400);
            rig.assertWished();
            assertEquals(size(1024, 400), window.geometry());
        }
    }

    @Test
    void guestWithAModeOfItsOwn_whileAnEdgeIsDragged_leavesTheWindowAsItIs() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            rig.configure(window, 700, 500, RESIZING);
            rig.show(800, 600);
            assertEquals(size(700, 500), window.geometry());
        }
    }

    @Test
    void manySizes_areWishedNowAndThen_theLastAlways() throws InterruptedException {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            long begin = System.nanoTime();
            window.configure(410, 301, RESIZING);
            awaitWished(rig, new Mode(384, 301));
            // Until another is wished, while there is always a later one.
            for (int i = 0; rig.wishes.size() < 3; i++) {
                window.configure(420 + 10 * (i % 40), 302, RESIZING);
                Thread.sleep(10);
            }
            window.configure(900, 350, RESIZING);
            awaitWished(rig, new Mode(896, 350));
            long took = (System.nanoTime() - begin) / 1_000_000;
            assertTrue(rig.wishes.size() <= 2 + took / 150, () -> took + " ms: " + rig.wishes);
        }
    }

    @Test
    void unmaximized_guestFollowed_windowHasItsSizeBack() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            rig.configure(window, 1920, 1080, XdgToplevel.STATE_MAXIMIZED);
            rig.show(1920, 1080);
            rig.configure(window, 0, 0);
            assertEquals(size(320, 200), window.geometry());
            awaitWished(rig, new Mode(320, 200));
            rig.show(320, 200);
            assertEquals(size(320, 200), window.geometry());
            assertEquals(List.of(new Mode(1920, 1080), new Mode(320, 200)), rig.wishes);
        }
    }

    @Test
    void unmaximized_guestDidNotFollow_isWishedToStay() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            rig.configure(window, 1920, 1080, XdgToplevel.STATE_MAXIMIZED);
            rig.configure(window, 0, 0);
            assertEquals(size(320, 200), window.geometry());
            awaitWished(rig, new Mode(320, 200));
        }
    }

    @Test
    void withoutScaling_windowIsAsLargeAsTheGuest_untilThatFollows() {
        try (GuestRig rig = new GuestRig(new CompositorOptions().without("wp_viewporter"))) {
            Window window = rig.window(1280, 800);
            rig.configure(window, 1000, 700);
            assertEquals(size(1280, 800), window.geometry());
            rig.assertWished(new Mode(960, 700));
            rig.show(960, 700);
            assertEquals(size(1000, 700), window.geometry());
        }
    }

    @Test
    void scaleFit_wishesNothing() {
        try (GuestRig rig = new GuestRig(new CompositorOptions(), WaylandOptions.Scale.FIT)) {
            Window window = rig.window();
            rig.configure(window, 1000, 700);
            rig.configure(window, 1920, 1080, XdgToplevel.STATE_FULLSCREEN);
            rig.assertWished();
        }
    }

    @Test
    void windowClosed_saysNothingAnyMore() throws InterruptedException {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            rig.configure(window, 1000, 700);
            rig.configure(window, 1100, 700);
            window.close();
            rig.display.await("no window", () -> rig.display.compositor.windows().isEmpty());
            List<Mode> said = List.copyOf(rig.wishes);
            Thread.sleep(200);
            assertEquals(said, rig.wishes);
        }
    }
}
