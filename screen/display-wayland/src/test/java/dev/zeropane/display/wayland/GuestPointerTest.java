// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static dev.zeropane.display.wayland.GuestRig.at;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputEvent.Button;
import dev.zeropane.display.InputEvent.Pointer;
import dev.zeropane.display.InputEvent.ReleaseButtons;
import dev.zeropane.display.InputEvent.Wheel;
import dev.zeropane.display.Place;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the pointer does to a window, as the guest hears of it.
@Timeout(60)
final class GuestPointerTest {
    private static final int LEFT = 0x110;
    private static final int RIGHT = 0x111;

    private static final List<InputEvent> ALL_UP = List.of(new ReleaseButtons());

    private static List<InputEvent> one(InputEvent event) {
        return List.of(event);
    }

    private static List<InputEvent> button(int code, boolean pressed) {
        return List.of(new Button(code, pressed));
    }

    @Test
    void pointer_enterMoveAndPress_areToldFrameByFrame() {
        try (GuestRig rig = new GuestRig()) {
            rig.input().pointerEnter(rig.window(), 10, 20);
            rig.input().motion(0, 0);
            rig.input().motionAndButton(319.5, 199.5, LEFT, true);
            rig.input().button(LEFT, false);
            rig.input().pointerLeave();
            rig.assertHeard(
                    one(at(10, 20)),
                    one(at(0, 0)),
                    List.of(at(319.5, 199.5), new Button(LEFT, true)),
                    button(LEFT, false));
        }
    }

    @Test
    void wheel_isToldInPartsOfANotch_upAndRightArePositive() {
        try (GuestRig rig = new GuestRig()) {
            rig.input().pointerEnter(rig.window(), 10, 20);
            rig.input().wheel(0, 120);
            rig.input().wheel(0, -30);
            rig.input().wheel(1, 15);
            rig.assertHeard(
                    one(at(10, 20)),
                    one(new Wheel(-120, 0)),
                    one(new Wheel(30, 0)),
                    one(new Wheel(0, 15)));
        }
    }

    @Test
    void drag_outOfTheWindow_isToldUntilTheButtonIsReleased() {
        try (GuestRig rig = new GuestRig(new CompositorOptions().clientSideDecoration())) {
            Window window = rig.window();
            // Left and above of the picture are 4 and 28 pixels of frame.
            rig.input().pointerEnter(window, 4 + 10, 28 + 20);
            rig.input().button(LEFT, true);
            rig.input().motion(-50, 28 + 20);
            rig.input().button(RIGHT, true);
            rig.input().motion(10_000, -10_000);
            rig.input().button(RIGHT, false);
            rig.input().button(LEFT, false);
            rig.input().motion(100, 10);
            rig.assertHeard(
                    one(at(10, 20)),
                    button(LEFT, true),
                    one(at(0, 20)),
                    button(RIGHT, true),
                    one(at(320, 0)),
                    button(RIGHT, false),
                    button(LEFT, false));
        }
    }

    @Test
    void frameOfTheWindow_isNotTheGuests() {
        try (GuestRig rig = new GuestRig(new CompositorOptions().clientSideDecoration())) {
            rig.input().pointerEnter(rig.window(), 100, 10);
            rig.input().button(LEFT, true);
            rig.input().button(LEFT, false);
            rig.input().wheel(0, 120);
            rig.assertHeard();
        }
    }

    @Test
    void blackBesideThePicture_isNotTheGuests_butReleasesAre() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            rig.configure(window, 640, 400, XdgToplevel.STATE_FULLSCREEN);
            rig.input().pointerEnter(window, 159, 150);
            rig.input().button(LEFT, true);
            rig.input().wheel(0, 120);
            rig.input().button(LEFT, false);
            rig.assertHeard();
            rig.input().motion(160, 100);
            rig.input().button(LEFT, true);
            rig.input().motion(159, 100);
            rig.input().button(LEFT, false);
            rig.input().motion(158, 100);
            rig.assertHeard(one(at(0, 0)), button(LEFT, true), one(at(0, 0)), button(LEFT, false));
        }
    }

    @Test
    void scaledPicture_placesAreFractionsOfAllOfIt() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window(1280, 800);
            rig.configure(window, 640, 500, XdgToplevel.STATE_FULLSCREEN);
            rig.input().pointerEnter(window, 320, 50 + 100);
            rig.assertHeard(one(new Pointer(new Place(0, 0.5, 0.25))));
        }
    }

    @Test
    void buttonHeld_pointerLeaves_isReleased() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            rig.input().pointerEnter(window, 1, 1);
            rig.input().button(LEFT, true);
            rig.input().pointerLeave();
            rig.assertHeard(one(at(1, 1)), button(LEFT, true), ALL_UP);
            rig.input().pointerEnter(window, 2, 2);
            rig.input().button(LEFT, false);
            rig.assertHeard(one(at(2, 2)));
        }
    }

    @Test
    void buttonHeld_pointerGone_isReleased() {
        try (GuestRig rig = new GuestRig()) {
            rig.input().pointerEnter(rig.window(), 1, 1);
            rig.input().button(LEFT, true);
            rig.input().capabilities(0);
            rig.assertHeard(one(at(1, 1)), button(LEFT, true), ALL_UP);
        }
    }

    @Test
    void buttonHeld_windowClosed_isReleased() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            rig.input().pointerEnter(window, 1, 1);
            rig.input().button(LEFT, true);
            window.close();
            rig.display.await("no window", () -> rig.display.compositor.windows().isEmpty());
            rig.assertHeard(one(at(1, 1)), button(LEFT, true), ALL_UP);
        }
    }
}
