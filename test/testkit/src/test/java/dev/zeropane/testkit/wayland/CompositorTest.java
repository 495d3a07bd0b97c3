// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.linux.Fd;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.journal.Commit;
import dev.zeropane.testkit.wayland.journal.Counts;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.testkit.wayland.options.FrameCallbacks;
import dev.zeropane.wayland.Proxy;
import dev.zeropane.wayland.protocol.WlBuffer;
import dev.zeropane.wayland.protocol.WlKeyboard;
import dev.zeropane.wayland.protocol.WlOutput;
import dev.zeropane.wayland.protocol.WlPointer;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.WlShm;
import dev.zeropane.wayland.protocol.WlSubcompositor;
import dev.zeropane.wayland.protocol.WlSubsurface;
import dev.zeropane.wayland.protocol.WlSurface;
import dev.zeropane.wayland.protocol.WlTouch;
import dev.zeropane.wayland.protocol.extension.WpFractionalScaleManagerV1;
import dev.zeropane.wayland.protocol.extension.WpFractionalScaleV1;
import dev.zeropane.wayland.protocol.extension.WpViewport;
import dev.zeropane.wayland.protocol.extension.WpViewporter;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import dev.zeropane.wayland.protocol.extension.ZxdgDecorationManagerV1;
import dev.zeropane.wayland.protocol.extension.ZxdgToplevelDecorationV1;
import java.nio.file.Path;
import java.util.Collections;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a client that does everything right gets.
final class CompositorTest {
    private static final int W = 8;
    private static final int H = 4;
    private static final Rect ALL = new Rect(0, 0, W, H);

    @TempDir private Path directory;

    private static int gradient(int x, int y) {
        return 0x112200 + x * 0x10000 + y;
    }

    private static Picture picture(int width, int height, IntBinaryOperator pixel) {
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = pixel.applyAsInt(i % width, i / width);
        }
        return new Picture(width, height, pixels);
    }

    private TestCompositor start(CompositorOptions options) {
        return TestCompositor.start(directory, options);
    }

    @Test
    void shmBuffer_isShownReleasedAndAnswered() {
        try (TestCompositor compositor = start(new CompositorOptions().firstWindow(W, H));
                TestClient client = new TestClient(compositor.socket());
                Fd fd = TestClient.pixels(W, H, CompositorTest::gradient)) {
            client.bind(WlOutput.INTERFACE);
            TestWindow it = TestWindow.configured(client);
            client.run(() ->
                    it.toplevel().request(XdgToplevel.Request.SET_TITLE).string("a title").send());
            client.show(it.surface(), client.shmBuffer(fd, W, H, WlShm.FORMAT_XRGB8888), ALL);
            client.roundTrip();

            Window window = compositor.awaitWindow();
            assertEquals(picture(W, H, CompositorTest::gradient), window.picture());
            assertEquals("a title", window.title());
            assertTrue(window.hasAcknowledged());
            assertEquals(1, window.parts().size());
            assertTrue(client.events().contains("wl_buffer.release"));
            assertTrue(client.events().contains("wl_callback.done"));
            assertTrue(client.events().contains("wl_surface.enter"));
            Counts counts = compositor.counts();
            assertEquals(1, counts.shmBuffers());
            assertEquals(0, counts.dmabufBuffers());
            assertEquals(1, counts.fdsOpen());
            Commit commit = compositor.commits().entries().get(1);
            assertEquals(W, commit.attached().orElseThrow().width());
            assertEquals(ALL, commit.bufferDamage().get(0));
        }
    }

    @Test
    void shmBuffer_changesOnlyWhereItIsDamaged() {
        try (TestCompositor compositor = start(new CompositorOptions());
                TestClient client = new TestClient(compositor.socket());
                Fd fd = TestClient.pixels(W, H, (_, _) -> 0xff)) {
            TestWindow it = TestWindow.configured(client);
            Proxy<WlBuffer.Request> buffer = client.shmBuffer(fd, W, H, WlShm.FORMAT_XRGB8888);
            client.show(it.surface(), buffer, ALL);
            client.roundTrip();
            TestClient.paint(fd, W, H, (_, _) -> 0xff00);
            client.show(it.surface(), buffer, new Rect(1, 1, 2, 1));
            client.roundTrip();

            assertEquals(
                    picture(W, H, (x, y) -> y == 1 && (x == 1 || x == 2) ? 0xff00 : 0xff),
                    compositor.awaitWindow().picture());
        }
    }

    @Test
    void subsurface_waitsForItsParent_andIsBlended() {
        try (TestCompositor compositor = start(new CompositorOptions());
                TestClient client = new TestClient(compositor.socket());
                Fd back = TestClient.pixels(W, H, (_, _) -> 0x204060);
                Fd front = TestClient.pixels(2, 1, (x, _) -> x == 0 ? 0xffffffff : 0x80000000)) {
            TestWindow it = TestWindow.configured(client);
            client.show(it.surface(), client.shmBuffer(back, W, H, WlShm.FORMAT_XRGB8888), ALL);
            Proxy<WlSurface.Request> child = it.anotherSurface(client);
            Proxy<WlSubsurface.Request> place =
                    client.create(
                            client.bind(WlSubcompositor.INTERFACE),
                            WlSubcompositor.Request.GET_SUBSURFACE,
                            WlSubsurface.INTERFACE,
                            child,
                            it.surface());
            client.run(() ->
                    place.request(WlSubsurface.Request.SET_POSITION).integer(3).integer(2).send());
            client.show(child, client.shmBuffer(front, 2, 1, WlShm.FORMAT_ARGB8888), ALL);
            client.roundTrip();
            Window window = compositor.awaitWindow();
            assertEquals(picture(W, H, (_, _) -> 0x204060), window.picture());

            client.commit(it.surface());
            client.roundTrip();
            assertEquals(
                    picture(
                            W,
                            H,
                            (x, y) ->
                                    y != 2 || x < 3 || x > 4
                                            ? 0x204060
                                            : x == 3 ? 0xffffff : 0x102030),
                    window.picture());
            assertEquals(new Rect(3, 2, 2, 1), window.parts().get(1).area());
        }
    }

    @Test
    void viewport_atFractionalScale_showsEachPixelOnce() {
        try (TestCompositor compositor = start(new CompositorOptions().scale120(180));
                TestClient client = new TestClient(compositor.socket());
                Fd fd = TestClient.pixels(12, 6, CompositorTest::gradient)) {
            TestWindow it = TestWindow.configured(client);
            client.create(
                    client.bind(WpFractionalScaleManagerV1.INTERFACE),
                    WpFractionalScaleManagerV1.Request.GET_FRACTIONAL_SCALE,
                    WpFractionalScaleV1.INTERFACE,
                    it.surface());
            Proxy<WpViewport.Request> viewport =
                    client.create(
                            client.bind(WpViewporter.INTERFACE),
                            WpViewporter.Request.GET_VIEWPORT,
                            WpViewport.INTERFACE,
                            it.surface());
            client.run(() ->
                    viewport.request(WpViewport.Request.SET_DESTINATION)
                            .integer(8)
                            .integer(4)
                            .send());
            client.show(it.surface(), client.shmBuffer(fd, 12, 6, WlShm.FORMAT_XRGB8888), ALL);
            client.roundTrip();

            assertTrue(client.events().contains("wp_fractional_scale_v1.preferred_scale"));
            assertEquals(
                    picture(12, 6, CompositorTest::gradient), compositor.awaitWindow().picture());

            client.run(() ->
                    viewport.request(WpViewport.Request.SET_SOURCE)
                            .fixed(2)
                            .fixed(1)
                            .fixed(6)
                            .fixed(3)
                            .send());
            client.commit(it.surface());
            client.roundTrip();
            assertEquals(
                    picture(12, 6, (x, y) -> gradient(2 + x / 2, 1 + y / 2)),
                    compositor.awaitWindow().picture());
        }
    }

    @Test
    void frameCallbacks_held_areAnsweredWhenTheTestSaysSo() {
        try (TestCompositor compositor = start(new CompositorOptions());
                TestClient client = new TestClient(compositor.socket());
                Fd fd = TestClient.pixels(W, H, CompositorTest::gradient)) {
            compositor.frameCallbacks(FrameCallbacks.HELD);
            TestWindow it = TestWindow.configured(client);
            client.show(it.surface(), client.shmBuffer(fd, W, H, WlShm.FORMAT_XRGB8888), ALL);
            client.roundTrip();
            assertFalse(client.events().contains("wl_callback.done"));
            assertEquals(1, compositor.answerFrames());
            client.roundTrip();
            assertTrue(client.events().contains("wl_callback.done"));
        }
    }

    @Test
    void window_wishesAreGranted_andDecorationIsTold() {
        try (TestCompositor compositor = start(new CompositorOptions().output(800, 600));
                TestClient client = new TestClient(compositor.socket());
                Fd fd = TestClient.pixels(800, 600, CompositorTest::gradient)) {
            TestWindow it = TestWindow.unconfigured(client);
            client.create(
                    client.bind(ZxdgDecorationManagerV1.INTERFACE),
                    ZxdgDecorationManagerV1.Request.GET_TOPLEVEL_DECORATION,
                    ZxdgToplevelDecorationV1.INTERFACE,
                    it.toplevel());
            client.commit(it.surface());
            client.run(
                    () -> it.toplevel().request(XdgToplevel.Request.SET_FULLSCREEN).none().send());
            client.roundTrip();
            client.show(it.surface(), client.shmBuffer(fd, 800, 600, WlShm.FORMAT_XRGB8888), ALL);
            client.roundTrip();

            Window window = compositor.awaitWindow();
            assertTrue(window.states().contains(XdgToplevel.STATE_FULLSCREEN));
            assertEquals(new Rect(0, 0, 800, 600), window.configured());
            assertTrue(client.events().contains("zxdg_toplevel_decoration_v1.configure"));
            window.close();
            int serial = compositor.ping();
            client.roundTrip();
            assertTrue(client.events().contains("xdg_toplevel.close"));
            assertTrue(client.events().contains("xdg_wm_base.ping"), "ping " + serial);
        }
    }

    @Test
    void input_reachesTheWindow_andDevicesComeAndGo() {
        try (TestCompositor compositor = start(new CompositorOptions().capabilities(0));
                TestClient client = new TestClient(compositor.socket());
                Fd fd = TestClient.pixels(W, H, CompositorTest::gradient)) {
            TestWindow it = TestWindow.configured(client);
            client.show(it.surface(), client.shmBuffer(fd, W, H, WlShm.FORMAT_XRGB8888), ALL);
            client.roundTrip();
            Window window = compositor.awaitWindow();
            Proxy<WlSeat.Request> seat = client.bind(WlSeat.INTERFACE);
            client.roundTrip();
            Input input = compositor.input();
            input.capabilities(
                    WlSeat.CAPABILITY_POINTER
                            | WlSeat.CAPABILITY_KEYBOARD
                            | WlSeat.CAPABILITY_TOUCH);
            client.roundTrip();
            client.create(seat, WlSeat.Request.GET_POINTER, WlPointer.INTERFACE);
            client.create(seat, WlSeat.Request.GET_KEYBOARD, WlKeyboard.INTERFACE);
            client.create(seat, WlSeat.Request.GET_TOUCH, WlTouch.INTERFACE);
            client.roundTrip();
            input.pointerEnter(window, 1, 2);
            input.motion(3, 3);
            input.button(0x110, true);
            input.axis(0, 10);
            input.wheel(0, 120);
            input.touchDown(window, 1, 2, 3);
            input.touchMotion(1, 3, 3);
            input.touchFrame();
            input.touchUp(1);
            input.touchDown(window, 2, 2, 3);
            input.keyboardEnter(window, 42);
            input.key(30, true);
            input.capabilities(0);
            client.roundTrip();

            for (String event :
                    new String[] {
                        "wl_pointer.enter",
                        "wl_pointer.motion",
                        "wl_pointer.button",
                        "wl_pointer.axis",
                        "wl_pointer.axis_value120",
                        "wl_pointer.leave",
                        "wl_keyboard.keymap",
                        "wl_keyboard.enter",
                        "wl_keyboard.modifiers",
                        "wl_keyboard.key",
                        "wl_keyboard.leave",
                        "wl_touch.down",
                        "wl_touch.motion",
                        "wl_touch.frame",
                        "wl_touch.up",
                        "wl_touch.cancel"
                    }) {
                assertTrue(client.events().contains(event), event + ": " + client.events());
            }
            assertEquals(3, Collections.frequency(client.events(), "wl_seat.capabilities"));
        }
    }

    @Test
    void globals_canBeLeftOut_andComeAndGo() {
        CompositorOptions options = new CompositorOptions().without("wp_viewporter");
        try (TestCompositor compositor = start(options);
                TestClient client = new TestClient(compositor.socket())) {
            assertTrue(client.events().contains("+wl_seat"));
            assertFalse(client.events().contains("+wp_viewporter"));
            compositor.addGlobal("wp_viewporter", 1);
            compositor.removeGlobal("wl_seat");
            client.roundTrip();
            assertTrue(client.events().contains("+wp_viewporter"));
            assertTrue(client.events().contains("-wl_seat"));
        }
    }
}
