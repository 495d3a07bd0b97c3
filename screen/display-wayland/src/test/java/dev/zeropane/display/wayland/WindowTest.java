// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Surface;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.journal.SentRequest;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a window says of itself, and what it makes of what the compositor says. The compositor
/// itself fails whoever attaches a buffer too early or does not obey.
@Timeout(60)
final class WindowTest {
    private static final int WIDTH = DisplayRig.WIDTH;
    private static final int HEIGHT = DisplayRig.HEIGHT;

    @Test
    void window_saysWhatItIs() {
        try (DisplayRig rig = new DisplayRig()) {
            rig.show(rig.frame());
            Window window = rig.window();
            assertEquals("a guest", window.title());
            assertEquals("dev.zeropane", window.appId());
            assertEquals(new Rect(0, 0, WIDTH, HEIGHT), window.geometry());
            assertEquals(new Rect(0, 0, WIDTH, HEIGHT), window.minSize());
        }
    }

    @Test
    void secondScreen_hasItsOwnWindowAndTitle() {
        try (DisplayRig rig = new DisplayRig()) {
            rig.show(rig.frame());
            rig.window();
            Surface second = rig.display.open(1);
            second.show(rig.frame());
            rig.await("a second window", () -> rig.compositor.windows().size() == 2);
            rig.await(
                    "its title",
                    () -> rig.compositor.windows().get(1).title().equals("a guest (2)"));
        }
    }

    @Test
    void guestsName_isInTheTitles_alsoOfLaterWindows() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame();
            rig.show(frame);
            Window window = rig.window();
            rig.display.guestChanged(Optional.of("first"));
            rig.await("its name", () -> window.title().equals("first - a guest"));
            rig.compositor.faults().closeConnections();
            rig.await("no windows", () -> rig.compositor.windows().isEmpty());
            assertEquals("first - a guest", rig.window().title());
            rig.display.guestChanged(Optional.empty());
            rig.await("no name", () -> rig.window().title().equals("a guest"));
        }
    }

    @Test
    void screensOfTheCompositor_comeAndGo() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame();
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            rig.compositor.removeGlobal("wl_output");
            rig.compositor.addGlobal("wl_output", 2);
            rig.compositor.addGlobal("wl_output", 4);
            rig.settle();
            rig.compositor.removeGlobal("wl_output");
            rig.paint(frame, 1);
            rig.show(frame);
            rig.awaitPicture(frame, 1);
        }
    }

    @Test
    void screenThatShowsNothing_hasNoWindow() {
        try (DisplayRig rig = new DisplayRig()) {
            rig.settle();
            assertEquals(List.of(), rig.compositor.windows());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "640, 480",
        "1, 1",
        "20, 5000",
        "-5, -7",
        "0, 100",
        "100, 0",
        "100000, 100000",
        "2147483647, 2147483647",
        "-2147483648, 1",
    })
    void configure_ofAnySize_isAcknowledgedAndShown(int width, int height) {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame();
            rig.show(frame);
            Window window = rig.window();
            window.configure(width, height);
            rig.await("an acknowledgement", window::hasAcknowledged);
            rig.settle();
            assertTrue(window.isMapped());
            if (width == 640) {
                assertEquals(new Rect(0, 0, 640, 480), window.geometry());
            } else if (width <= 0 || height <= 0) {
                assertEquals(new Rect(0, 0, WIDTH, HEIGHT), window.geometry());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 800, 600",
        "1, 1, 1",
        "1, 50, 20",
        "2, 800, 600",
        "2, 1, 1",
        "2, 3000, 2",
    })
    void maximizedAndFullscreen_areObeyed(int state, int width, int height) {
        for (CompositorOptions options :
                List.of(
                        new CompositorOptions(),
                        new CompositorOptions().clientSideDecoration(),
                        new CompositorOptions().without("zxdg_decoration_manager_v1"),
                        new CompositorOptions().without("wp_viewporter"),
                        new CompositorOptions().without("wp_viewporter").clientSideDecoration())) {
            try (DisplayRig rig = new DisplayRig(options)) {
                rig.show(rig.frame());
                Window window = rig.window();
                window.configure(width, height, state);
                rig.await("an acknowledgement", window::hasAcknowledged);
                rig.settle();
                assertEquals(new Rect(0, 0, width, height), window.geometry());
                window.configure(0, 0);
                rig.await("its own size", () -> window.geometry().width() >= WIDTH);
            }
        }
    }

    @Test
    void tiled_hasNoBorder() {
        try (DisplayRig rig = new DisplayRig(new CompositorOptions().clientSideDecoration())) {
            rig.show(rig.frame());
            Window window = rig.window();
            assertEquals(new Rect(0, 0, WIDTH + 8, HEIGHT + 32), window.geometry());
            window.configure(
                    640,
                    480,
                    XdgToplevel.STATE_TILED_LEFT,
                    XdgToplevel.STATE_TILED_TOP,
                    XdgToplevel.STATE_TILED_RIGHT,
                    XdgToplevel.STATE_TILED_BOTTOM);
            rig.await("its size", () -> window.geometry().equals(new Rect(0, 0, 640, 480)));
            // The picture is in the middle of what is left below the title.
            assertPictureAt(rig, window, (640 - WIDTH) / 2, 28 + (480 - 28 - HEIGHT) / 2);
        }
    }

    private static void assertPictureAt(DisplayRig rig, Window window, int x, int y) {
        Picture picture = TestMemory.picture(WIDTH, HEIGHT, 0);
        rig.await(
                () -> "the picture at " + x + "," + y,
                () ->
                        window.geometry().width() >= x + WIDTH
                                && window.geometry().height() >= y + HEIGHT
                                && window.picture().crop(x, y, WIDTH, HEIGHT).equals(picture));
    }

    @Test
    void firstWindow_maximizedByTheCompositor_isAsLargeAtOnce() {
        try (DisplayRig rig =
                new DisplayRig(
                        new CompositorOptions()
                                .firstWindow(700, 500, XdgToplevel.STATE_MAXIMIZED))) {
            rig.show(rig.frame());
            Window window = rig.window();
            assertEquals(new Rect(0, 0, 700, 500), window.geometry());
            assertPictureAt(rig, window, 190, 150);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void guestLargerThanTheScreen_isScaledIntoIt_withItsFrame(boolean serverSide) {
        CompositorOptions options = new CompositorOptions().output(640, 400);
        try (DisplayRig rig =
                new DisplayRig(serverSide ? options : options.clientSideDecoration())) {
            rig.show(rig.frame(false, 1280, 800));
            Window window = rig.window();
            rig.awaitShown(1);
            assertEquals(new Rect(0, 0, 640, 400), window.geometry());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closedWindow_comesBackWithAnotherSize(boolean serverSide) {
        CompositorOptions options = new CompositorOptions();
        try (DisplayRig rig =
                new DisplayRig(serverSide ? options : options.clientSideDecoration())) {
            Frame frame = rig.frame();
            rig.show(frame);
            rig.window().close();
            rig.await("the event", () -> rig.closed.equals(List.of(0)));
            rig.await("no window", () -> rig.compositor.windows().isEmpty());
            rig.show(rig.frame());
            rig.settle();
            assertEquals(List.of(), rig.compositor.windows());
            rig.show(rig.frame(true, 640, 400));
            rig.window();
            assertEquals(List.of(0), rig.closed);
        }
    }

    @Test
    void closedWindow_comesBackAfterOff() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame();
            rig.show(frame);
            rig.window().close();
            rig.await("no window", () -> rig.compositor.windows().isEmpty());
            rig.surface.off();
            rig.settle();
            rig.show(frame);
            rig.awaitPicture(frame, 0);
        }
    }

    /// A guest that does not want its window closed does not get its way.
    @Test
    void closedWindowThatCameBack_closedAgain_staysClosed_untilAnotherGuestComes() {
        try (DisplayRig rig = new DisplayRig()) {
            rig.show(rig.frame());
            rig.window().close();
            rig.await("no window", () -> rig.compositor.windows().isEmpty());
            rig.show(rig.frame(true, 640, 400));
            rig.window().close();
            rig.await("no window", () -> rig.compositor.windows().isEmpty());
            for (int i = 0; i < 10; i++) {
                rig.surface.off();
                rig.settle();
                rig.show(rig.frame(true, 704 + 64 * i, 400));
                rig.settle();
            }
            assertEquals(List.of(), rig.compositor.windows());
            assertEquals(
                    List.of("the window of screen 0 stays closed until a VMM connects again"),
                    rig.log);
            rig.display.guestChanged(Optional.empty());
            Frame frame = rig.frame();
            rig.show(frame);
            rig.awaitPicture(frame, 0);
        }
    }

    @Test
    void closedWindow_staysClosedWhenTheCompositorComesBack() {
        try (DisplayRig rig = new DisplayRig()) {
            rig.show(rig.frame());
            rig.window().close();
            rig.await("no window", () -> rig.compositor.windows().isEmpty());
            rig.compositor.goAway();
            rig.compositor.comeBack();
            rig.await("the display", () -> shells(rig) == 2);
            rig.settle();
            assertEquals(List.of(), rig.compositor.windows());
        }
    }

    private static long shells(DisplayRig rig) {
        return rig.compositor.requests().entries().stream()
                .filter(request ->
                        request.name().equals("bind")
                                && request.arguments().contains("xdg_wm_base"))
                .count();
    }

    /// What the compositor sends to a window that is being closed is on its way to none.
    @Test
    void closedWindow_frameCallbackOnItsWay_isNoMatter() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame();
            for (int i = 1; i <= 30; i++) {
                rig.show(frame);
                Window window = rig.window();
                rig.surface.damage(frame.bounds());
                window.close();
                int times = i;
                rig.await("the event", () -> rig.closed.size() == times);
                rig.surface.off();
                rig.display.guestChanged(Optional.empty());
                rig.settle();
            }
        }
    }

    @Test
    void focusComesAndGoes_aWindowWithoutAFrameIsNotDrawnAnew() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame();
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            rig.settle();
            int made = rig.compositor.counts().shmBuffers();
            rig.window().configure(WIDTH, HEIGHT, XdgToplevel.STATE_ACTIVATED);
            rig.await("it has heard", rig.window()::hasAcknowledged);
            rig.window().configure(WIDTH, HEIGHT);
            rig.await("it has heard", rig.window()::hasAcknowledged);
            rig.settle();
            assertEquals(made, rig.compositor.counts().shmBuffers());
        }
    }

    @Test
    void nothingIsAttachedBeforeTheFirstConfigure() {
        try (DisplayRig rig = new DisplayRig()) {
            rig.show(rig.frame());
            rig.window();
            List<String> names =
                    rig.compositor.requests().entries().stream().map(SentRequest::name).toList();
            assertTrue(names.indexOf("ack_configure") < names.indexOf("attach"), names.toString());
            assertTrue(names.indexOf("commit") < names.indexOf("ack_configure"), names.toString());
        }
    }

    @Test
    void off_isBlack_andOnAgain() {
        try (DisplayRig rig = new DisplayRig()) {
            Frame frame = rig.frame();
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            rig.surface.off();
            rig.awaitPicture(new Picture(WIDTH, HEIGHT, new int[WIDTH * HEIGHT]));
            rig.show(frame);
            rig.awaitPicture(frame, 0);
            assertFalse(rig.compositor.windows().isEmpty());
        }
    }
}
