// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.InputEvent.ReleaseKeys;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.wayland.protocol.WlSeat;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is typed in a window, as the guest hears of it.
@Timeout(60)
final class GuestKeysTest {
    private static final int A = 30;
    private static final int B = 48;
    private static final int F = 33;
    private static final int G = 34;
    private static final int CTRL = 29;
    private static final int ALT = 56;

    private static List<InputEvent> down(int code) {
        return List.of(new InputEvent.Key(code, true));
    }

    private static List<InputEvent> up(int code) {
        return List.of(new InputEvent.Key(code, false));
    }

    private static final List<InputEvent> ALL_UP = List.of(new ReleaseKeys());

    private static void press(GuestRig rig, int... codes) {
        for (int code : codes) {
            rig.input().key(code, true);
        }
    }

    private static void release(GuestRig rig, int... codes) {
        for (int code : codes) {
            rig.input().key(code, false);
        }
    }

    @Test
    void keys_areTold_whateverTheKeymap() {
        try (GuestRig rig = new GuestRig()) {
            rig.input().keyboardEnter(rig.window());
            press(rig, A, B);
            rig.input().modifiers(1, 0, 2, 1);
            release(rig, A, B);
            rig.input().keyboardLeave();
            rig.assertHeard(down(A), down(B), up(A), up(B));
        }
    }

    @Test
    void keysHeld_focusLost_areReleased() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            rig.input().keyboardEnter(window);
            press(rig, A, B);
            rig.input().keyboardLeave();
            rig.assertHeard(down(A), down(B), ALL_UP);
            rig.input().keyboardEnter(window);
            release(rig, A);
            rig.assertHeard();
        }
    }

    @Test
    void keysHeldAtEnter_areNotPressed_norReleased() {
        try (GuestRig rig = new GuestRig()) {
            rig.input().keyboardEnter(rig.window(), A);
            release(rig, A);
            press(rig, A);
            release(rig, A);
            rig.assertHeard(down(A), up(A));
        }
    }

    @Test
    void keyHeld_keyboardGone_isReleased_andTheNextOneWorks() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            rig.input().keyboardEnter(window);
            press(rig, A);
            rig.input().capabilities(0);
            rig.assertHeard(down(A), ALL_UP);
            rig.input().capabilities(WlSeat.CAPABILITY_KEYBOARD);
            rig.display.settle();
            rig.input().keyboardEnter(window);
            press(rig, B);
            rig.assertHeard(down(B));
        }
    }

    @Test
    void keyHeld_seatRemoved_isReleased() {
        try (GuestRig rig = new GuestRig()) {
            rig.input().keyboardEnter(rig.window());
            press(rig, A);
            rig.display.settle();
            rig.display.compositor.removeGlobal("wl_seat");
            rig.assertHeard(down(A), ALL_UP);
        }
    }

    @Test
    void keyHeld_windowClosed_isReleased() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            rig.input().keyboardEnter(window);
            press(rig, A);
            window.close();
            rig.display.await("no window", () -> rig.display.compositor.windows().isEmpty());
            rig.assertHeard(down(A), ALL_UP);
        }
    }

    @Test
    void keyHeld_compositorGone_isReleased() {
        try (GuestRig rig = new GuestRig()) {
            rig.input().keyboardEnter(rig.window());
            press(rig, A);
            rig.display.settle();
            rig.display.compositor.goAway();
            rig.display.await("its release", () -> rig.heard.equals(List.of(down(A), ALL_UP)));
        }
    }

    @Test
    void hotKey_isKeptFromTheGuest_butForItsModifiers() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            rig.input().keyboardEnter(window);
            press(rig, CTRL, ALT, F);
            rig.display.await(
                    "full screen",
                    () -> window.states().equals(Set.of(XdgToplevel.STATE_FULLSCREEN)));
            release(rig, F, ALT, CTRL);
            rig.assertHeard(down(CTRL), down(ALT), up(ALT), up(CTRL));
            press(rig, F);
            release(rig, F);
            rig.assertHeard(down(F), up(F));
        }
    }

    /// It was the guest's when it was pressed.
    @Test
    void hotKeysKey_pressedBeforeTheModifiers_isReleased() {
        try (GuestRig rig = new GuestRig()) {
            rig.input().keyboardEnter(rig.window());
            press(rig, F, CTRL, ALT);
            release(rig, F);
            rig.assertHeard(down(F), down(CTRL), down(ALT), up(F));
        }
    }

    @Test
    void shortcuts_areInhibitedFromTheFirstFocus_untilTheGrabIsReleased() {
        try (GuestRig rig = new GuestRig()) {
            Window window = rig.window();
            assertEquals(0, rig.input().shortcutsInhibited(window));
            for (int i = 0; i < 3; i++) {
                rig.input().keyboardLeave();
                rig.input().keyboardEnter(window);
                rig.display.settle();
                assertEquals(1, rig.input().shortcutsInhibited(window));
            }
            for (int inhibited = 0; inhibited < 2; inhibited++) {
                press(rig, CTRL, ALT, G);
                release(rig, G, ALT, CTRL);
                rig.assertHeard(down(CTRL), down(ALT), up(ALT), up(CTRL));
                assertEquals(inhibited, rig.input().shortcutsInhibited(window));
            }
            press(rig, CTRL, ALT, G);
            rig.input().keyboardLeave();
            rig.input().keyboardEnter(window);
            rig.display.settle();
            assertEquals(0, rig.input().shortcutsInhibited(window));
        }
    }

    @Test
    void shortcuts_withoutTheProtocol_keysAreToldAllTheSame() {
        try (GuestRig rig =
                new GuestRig(
                        new CompositorOptions()
                                .without("zwp_keyboard_shortcuts_inhibit_manager_v1"))) {
            rig.input().keyboardEnter(rig.window());
            press(rig, CTRL, ALT, G, A);
            rig.assertHeard(down(CTRL), down(ALT), down(A));
        }
    }

    @Test
    void shortcuts_ofAWindowToLookAt_areTheCompositors() {
        try (DisplayRig rig = new DisplayRig()) {
            rig.show(rig.frame());
            Window window = rig.window();
            rig.compositor.input().keyboardEnter(window);
            rig.settle();
            assertEquals(0, rig.compositor.input().shortcutsInhibited(window));
        }
    }
}
