// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static dev.zeropane.wayland.protocol.WlSeat.CAPABILITY_KEYBOARD;
import static dev.zeropane.wayland.protocol.WlSeat.CAPABILITY_POINTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Cursor;
import dev.zeropane.display.CursorPicture;
import dev.zeropane.display.Frame;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.wayland.Input;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.journal.SentRequest;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Windows used with pointer and keyboard: those that draw their frame themselves, as some
/// compositors draw none.
@Timeout(60)
final class DecoratedWindowTest {
    private static final int WIDTH = DisplayRig.WIDTH;
    private static final int HEIGHT = DisplayRig.HEIGHT;
    private static final int BTN_LEFT = 0x110;
    private static final int BTN_RIGHT = 0x111;
    private static final int KEY_LEFTCTRL = 29;
    private static final int KEY_LEFTALT = 56;
    private static final int KEY_F = 33;

    /// With a border of 4 pixels and a title of 28, and a button of 34 to close it on the right.
    private static final int OUTER_WIDTH = WIDTH + 8;

    private static final int OUTER_HEIGHT = HEIGHT + 32;
    private static final int CLOSE_X = OUTER_WIDTH - 20;
    private static final int MAXIMIZE_X = CLOSE_X - 34;
    private static final int TITLE_Y = 16;

    private static CompositorOptions clientSide() {
        return new CompositorOptions().clientSideDecoration();
    }

    private static long count(DisplayRig rig, String request) {
        return requests(rig, request).size();
    }

    private static List<SentRequest> requests(DisplayRig rig, String name) {
        return rig.compositor.requests().entries().stream()
                .filter(request -> request.name().equals(name))
                .toList();
    }

    private static Window shown(DisplayRig rig) {
        Frame frame = rig.frame();
        rig.show(frame);
        rig.awaitShown(1);
        return rig.window();
    }

    private static void click(Input input) {
        input.button(BTN_LEFT, true);
        input.button(BTN_LEFT, false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void frameIsAroundThePicture(boolean manager) {
        CompositorOptions options = clientSide();
        try (DisplayRig rig =
                new DisplayRig(manager ? options : options.without("zxdg_decoration_manager_v1"))) {
            Window window = shown(rig);
            assertEquals(new Rect(0, 0, OUTER_WIDTH, OUTER_HEIGHT), window.geometry());
            assertEquals(new Rect(0, 0, OUTER_WIDTH, OUTER_HEIGHT), window.minSize());
            rig.await(
                    "the picture",
                    () ->
                            window.picture()
                                    .crop(4, 28, WIDTH, HEIGHT)
                                    .equals(TestMemory.picture(WIDTH, HEIGHT, 0)));
        }
    }

    @Test
    void frame_atAScale_isSharpAndPictureExact() {
        try (DisplayRig rig = new DisplayRig(clientSide().scale120(240))) {
            Frame frame = rig.frame(false, 960, 600);
            rig.show(frame);
            rig.await(
                    "the picture",
                    () -> {
                        Picture all = rig.window().picture();
                        return all.width() == 976
                                && all.crop(8, 56, 960, 600).equals(TestMemory.picture(frame, 0));
                    });
        }
    }

    @Test
    void title_moves() {
        try (DisplayRig rig = new DisplayRig(clientSide())) {
            Window window = shown(rig);
            Input input = rig.compositor.input();
            input.pointerEnter(window, 100, TITLE_Y);
            input.button(BTN_LEFT, true);
            rig.await("a move", () -> count(rig, "move") == 1);
        }
    }

    @Test
    void title_twice_maximizes_andBack() {
        try (DisplayRig rig = new DisplayRig(clientSide())) {
            Window window = shown(rig);
            Input input = rig.compositor.input();
            input.pointerEnter(window, 100, TITLE_Y);
            // Slow machines may take longer for two clicks than a double click has.
            rig.await(
                    "a double click",
                    () -> {
                        click(input);
                        click(input);
                        rig.settle();
                        return count(rig, "set_maximized") > 0;
                    });
            rig.await("its size", () -> window.geometry().equals(new Rect(0, 0, 1920, 1080)));
        }
    }

    @Test
    void titleRight_opensTheMenu() {
        try (DisplayRig rig = new DisplayRig(clientSide())) {
            Window window = shown(rig);
            Input input = rig.compositor.input();
            input.pointerEnter(window, 100, TITLE_Y);
            input.button(BTN_RIGHT, true);
            rig.await("a menu", () -> count(rig, "show_window_menu") == 1);
            assertTrue(
                    requests(rig, "show_window_menu")
                            .getFirst()
                            .arguments()
                            .endsWith(", 100, 16)"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "160, 1, 1",
        "160, 231, 2",
        "1, 100, 4",
        "327, 100, 8",
        "1, 1, 5",
        "327, 1, 9",
        "1, 231, 6",
        "327, 231, 10",
        "400, 400, 10",
        "-5, 100, 4",
    })
    void edges_resize(double x, double y, int edge) {
        try (DisplayRig rig = new DisplayRig(clientSide())) {
            Window window = shown(rig);
            Input input = rig.compositor.input();
            input.pointerEnter(window, x, y);
            input.button(BTN_LEFT, true);
            rig.await("a resize", () -> count(rig, "resize") == 1);
            String arguments = requests(rig, "resize").getFirst().arguments();
            assertTrue(arguments.endsWith(", " + edge + ")"), arguments);
        }
    }

    @Test
    void buttonToClose_closes() {
        try (DisplayRig rig = new DisplayRig(clientSide())) {
            Window window = shown(rig);
            Input input = rig.compositor.input();
            input.pointerEnter(window, CLOSE_X, TITLE_Y);
            click(input);
            rig.await("the event", () -> rig.closed.equals(List.of(0)));
            rig.await("no window", () -> rig.compositor.windows().isEmpty());
        }
    }

    /// Somebody who changes their mind moves away before letting go.
    @Test
    void buttonToClose_letGoElsewhere_doesNot() {
        try (DisplayRig rig = new DisplayRig(clientSide())) {
            Window window = shown(rig);
            Input input = rig.compositor.input();
            input.pointerEnter(window, CLOSE_X, TITLE_Y);
            input.button(BTN_LEFT, true);
            input.motion(100, TITLE_Y);
            input.button(BTN_LEFT, false);
            rig.settle();
            assertEquals(List.of(), rig.closed);
        }
    }

    @Test
    void buttonToMaximize_maximizes_andBack() {
        try (DisplayRig rig = new DisplayRig(clientSide())) {
            Window window = shown(rig);
            Input input = rig.compositor.input();
            input.pointerEnter(window, MAXIMIZE_X, TITLE_Y);
            click(input);
            rig.await("maximised", () -> window.states().contains(XdgToplevel.STATE_MAXIMIZED));
            rig.await("its size", () -> window.geometry().equals(new Rect(0, 0, 1920, 1080)));
            // Without a border the button is at the window's edge.
            input.motion(1920 - 51, TITLE_Y);
            click(input);
            rig.await(
                    "its own size",
                    () -> window.geometry().equals(new Rect(0, 0, OUTER_WIDTH, OUTER_HEIGHT)));
        }
    }

    @Test
    void hover_isSeen_onButtonsAlone() {
        try (DisplayRig rig = new DisplayRig(clientSide())) {
            Window window = shown(rig);
            Input input = rig.compositor.input();
            Picture plain = window.picture();
            input.pointerEnter(window, CLOSE_X, TITLE_Y);
            rig.await("another look", () -> !window.picture().equals(plain));
            input.motion(100, TITLE_Y);
            rig.await("the look before", () -> window.picture().equals(plain));
            int buffers = rig.compositor.counts().shmBuffers();
            // Over the content, the edges and the title nothing is drawn anew.
            input.motion(100, 100);
            input.motion(1, 100);
            input.motion(100, TITLE_Y);
            input.pointerLeave();
            rig.settle();
            assertEquals(buffers, rig.compositor.counts().shmBuffers());
        }
    }

    @Test
    void hotKey_isFullScreen_andBack() {
        try (DisplayRig rig = new DisplayRig(clientSide())) {
            Window window = shown(rig);
            Input input = rig.compositor.input();
            input.keyboardEnter(window, KEY_LEFTCTRL);
            input.key(KEY_LEFTALT, true);
            input.key(KEY_F, true);
            rig.await("full screen", () -> window.states().contains(XdgToplevel.STATE_FULLSCREEN));
            rig.await("its size", () -> window.geometry().equals(new Rect(0, 0, 1920, 1080)));
            input.key(KEY_F, false);
            input.key(KEY_F, true);
            rig.await(
                    "its own size",
                    () -> window.geometry().equals(new Rect(0, 0, OUTER_WIDTH, OUTER_HEIGHT)));
            input.key(KEY_LEFTALT, false);
            input.key(KEY_F, true);
            rig.settle();
            assertEquals(1, count(rig, "set_fullscreen"));
            assertEquals(1, count(rig, "unset_fullscreen"));
        }
    }

    /// A virtual keyboard may be there for one key press.
    @Test
    void seatsDevices_comeAndGo() {
        try (DisplayRig rig = new DisplayRig(clientSide().capabilities(0))) {
            Window window = shown(rig);
            Input input = rig.compositor.input();
            for (int i = 1; i <= 3; i++) {
                input.capabilities(CAPABILITY_POINTER | CAPABILITY_KEYBOARD);
                rig.settle();
                input.pointerEnter(window, 100, TITLE_Y);
                input.button(BTN_LEFT, true);
                int times = i;
                rig.await("a move", () -> count(rig, "move") == times);
                input.keyboardEnter(window, KEY_LEFTCTRL, KEY_LEFTALT);
                input.key(KEY_F, true);
                rig.await(
                        "the hot key",
                        () ->
                                count(rig, "set_fullscreen") + count(rig, "unset_fullscreen")
                                        == times);
                input.capabilities(0);
                rig.settle();
                window.configure(0, 0);
                rig.await("an acknowledgement", window::hasAcknowledged);
            }
        }
    }

    @Test
    void seats_comeAndGo() {
        try (DisplayRig rig = new DisplayRig(clientSide())) {
            Window window = shown(rig);
            Input input = rig.compositor.input();
            rig.compositor.addGlobal("wl_seat", 7);
            rig.settle();
            input.pointerEnter(window, 100, TITLE_Y);
            input.button(BTN_LEFT, true);
            // Both have the pointer.
            rig.await("two moves", () -> count(rig, "move") == 2);
            rig.compositor.removeGlobal("wl_seat");
            rig.settle();
            input.button(BTN_LEFT, false);
            input.pointerLeave();
            input.pointerEnter(window, 90, TITLE_Y);
            input.button(BTN_RIGHT, true);
            rig.await("a menu", () -> count(rig, "show_window_menu") == 1);
        }
    }

    @Test
    void guestsCursor_isThePointers() {
        try (DisplayRig rig = new DisplayRig()) {
            Window window = shown(rig);
            int[] argb = new int[64 * 64];
            Arrays.fill(argb, 0xff102030);
            rig.surface.cursor(CursorPicture.of(64, 64, argb, 3, 4));
            Input input = rig.compositor.input();
            input.pointerEnter(window, 100, 100);
            rig.await(
                    "the cursor",
                    () ->
                            input.cursor()
                                    .filter(cursor -> cursor.hotX() == 3 && cursor.hotY() == 4)
                                    .flatMap(Input.Cursor::picture)
                                    .filter(picture -> picture.pixel(5, 5) == 0x102030)
                                    .isPresent());
            rig.surface.cursor(Cursor.HIDDEN);
            rig.await(
                    "no cursor",
                    () -> input.cursor().filter(c -> c.picture().isEmpty()).isPresent());
        }
    }
}
