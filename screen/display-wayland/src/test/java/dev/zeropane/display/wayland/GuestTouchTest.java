// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static dev.zeropane.display.wayland.GuestRig.place;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputEvent.TouchCancel;
import dev.zeropane.display.InputEvent.TouchDown;
import dev.zeropane.display.InputEvent.TouchMove;
import dev.zeropane.display.InputEvent.TouchUp;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What fingers do to a window, as the guest hears of it.
@Timeout(60)
final class GuestTouchTest {
    private static final List<InputEvent> CANCEL = List.of(new TouchCancel());

    private static GuestRig rig() {
        return new GuestRig(new CompositorOptions().capabilities(WlSeat.CAPABILITY_TOUCH));
    }

    @Test
    void twoFingers_areToldFrameByFrame_underNumbersOfOurs() {
        try (GuestRig rig = rig()) {
            Window window = rig.window();
            rig.input().touchDown(window, 7, 10, 20);
            rig.input().touchDown(window, 3, 30, 40);
            rig.input().touchFrame();
            rig.input().touchMotion(3, 31, 41);
            rig.input().touchMotion(7, 11, 21);
            rig.input().touchFrame();
            rig.input().touchUp(7);
            rig.input().touchFrame();
            rig.input().touchDown(window, 8, 50, 60);
            rig.input().touchFrame();
            rig.assertHeard(
                    List.of(new TouchDown(0, place(10, 20)), new TouchDown(1, place(30, 40))),
                    List.of(new TouchMove(1, place(31, 41)), new TouchMove(0, place(11, 21))),
                    List.of(new TouchUp(0)),
                    List.of(new TouchDown(0, place(50, 60))));
        }
    }

    @Test
    void finger_leavingThePicture_isToldAtItsEdge() {
        try (GuestRig rig = rig()) {
            rig.input().touchDown(rig.window(), 0, 10, 20);
            rig.input().touchMotion(0, -100, 1000);
            rig.input().touchUp(0);
            rig.input().touchFrame();
            rig.assertHeard(
                    List.of(
                            new TouchDown(0, place(10, 20)),
                            new TouchMove(0, place(0, 200)),
                            new TouchUp(0)));
        }
    }

    @Test
    void finger_besideThePicture_isNotTold() {
        try (GuestRig rig = rig()) {
            Window window = rig.window();
            rig.configure(window, 640, 400, XdgToplevel.STATE_FULLSCREEN);
            rig.input().touchDown(window, 0, 10, 20);
            rig.input().touchMotion(0, 320, 200);
            rig.input().touchUp(0);
            rig.input().touchFrame();
            rig.assertHeard();
        }
    }

    @Test
    void fingers_cancelled_areNoMore() {
        try (GuestRig rig = rig()) {
            Window window = rig.window();
            rig.input().touchDown(window, 0, 10, 20);
            rig.input().touchDown(window, 1, 10, 20);
            rig.input().touchFrame();
            rig.input().touchCancel();
            rig.input().touchUp(0);
            rig.assertHeard(
                    List.of(new TouchDown(0, place(10, 20)), new TouchDown(1, place(10, 20))),
                    CANCEL);
        }
    }

    @Test
    void fingers_screenGoneOrWindowClosed_areNoMore() {
        try (GuestRig rig = rig()) {
            Window window = rig.window();
            List<InputEvent> down = List.of(new TouchDown(0, place(1, 2)));
            rig.input().touchDown(window, 0, 1, 2);
            rig.input().touchFrame();
            rig.input().capabilities(0);
            rig.assertHeard(down, CANCEL);

            rig.input().capabilities(WlSeat.CAPABILITY_TOUCH);
            rig.display.settle();
            rig.input().touchDown(window, 0, 1, 2);
            rig.input().touchFrame();
            window.close();
            rig.display.await("no window", () -> rig.display.compositor.windows().isEmpty());
            rig.assertHeard(down, CANCEL);
        }
    }
}
