// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.seat;

import static dev.zeropane.display.wayland.seat.SeatRig.KEYBOARD;
import static dev.zeropane.display.wayland.seat.SeatRig.POINTER;
import static dev.zeropane.display.wayland.seat.SeatRig.TOUCH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Place;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What two people do to one guest.
class GuestInputTest {
    private static final Place PLACE = new Place(0, 0.5, 0.5);

    private final SeatRig rig = new SeatRig();
    private final List<List<InputEvent>> heard = new ArrayList<>();
    private final GuestInput guest = new GuestInput(heard::add);
    private final Seat first = rig.seat(8);
    private final Seat second = rig.seat(8);

    @AfterEach
    void close() {
        rig.close();
    }

    private void assertHeard(InputEvent... events) {
        guest.sendFrame();
        assertEquals(List.of(List.of(events)), heard);
        heard.clear();
    }

    private SeatKeyboard keyboard(Seat seat) {
        rig.capabilities(seat, KEYBOARD | POINTER | TOUCH);
        return rig.peer.call(() -> new SeatKeyboard(seat, new SeatRig.Heard().listeners));
    }

    @Test
    void key_heldByTwo_isDownUntilBothLetGo() {
        SeatKeyboard one = keyboard(first);
        SeatKeyboard other = keyboard(second);
        guest.key(one, 30, true);
        guest.key(other, 30, true);
        guest.key(other, 48, true);
        guest.key(one, 30, false);
        guest.key(one, 48, false);
        assertHeard(new InputEvent.Key(30, true), new InputEvent.Key(48, true));
        guest.key(other, 30, false);
        assertHeard(new InputEvent.Key(30, false));
    }

    @Test
    void releaseKeys_ofOne_leavesTheOthersDown() {
        SeatKeyboard one = keyboard(first);
        SeatKeyboard other = keyboard(second);
        guest.key(one, 30, true);
        guest.key(one, 31, true);
        guest.key(other, 31, true);
        guest.sendFrame();
        heard.clear();
        guest.releaseKeys(one);
        assertHeard(new InputEvent.Key(30, false));
        guest.releaseKeys(other);
        assertHeard(new InputEvent.ReleaseKeys());
    }

    @Test
    void releaseButtons_ofOne_leavesTheOthersDown() {
        SeatPointer one = pointer(first);
        SeatPointer other = pointer(second);
        guest.button(one, 0x110, true);
        guest.button(other, 0x111, true);
        guest.sendFrame();
        heard.clear();
        guest.releaseButtons(one);
        assertHeard(new InputEvent.Button(0x110, false));
        guest.releaseButtons(other);
        assertHeard(new InputEvent.ReleaseButtons());
    }

    private SeatPointer pointer(Seat seat) {
        return rig.peer.call(() -> new SeatPointer(seat, new SeatRig.Heard().listeners));
    }

    @Test
    void fingers_ofTwo_haveNumbersOfTheirOwn() {
        SeatTouch one = touch(first);
        SeatTouch other = touch(second);
        guest.touchDown(new Fingers.Finger(null, one, 0), PLACE);
        guest.touchDown(new Fingers.Finger(null, other, 0), PLACE);
        assertHeard(new InputEvent.TouchDown(0, PLACE), new InputEvent.TouchDown(1, PLACE));
        guest.touchCancel(finger -> finger.screen() == one);
        assertHeard(new InputEvent.TouchUp(0));
        guest.touchCancel(finger -> finger.screen() == other);
        assertHeard(new InputEvent.TouchCancel());
    }

    private SeatTouch touch(Seat seat) {
        return rig.peer.call(() -> new SeatTouch(seat, new SeatRig.Heard().listeners));
    }

    @Test
    void codesThatAreNone_areNotTold() {
        SeatKeyboard keyboard = keyboard(first);
        for (int code : new int[] {-1, 0x300, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            guest.key(keyboard, code, true);
            guest.key(keyboard, code, false);
        }
        guest.sendFrame();
        assertEquals(List.of(), heard);
    }

    @Test
    void frameThatNeverEnds_isToldInParts() {
        for (int i = 0; i < 1000; i++) {
            guest.wheel(1, 0);
        }
        guest.sendFrame();
        assertEquals(1000, heard.stream().mapToInt(List::size).sum());
        assertTrue(heard.stream().allMatch(frame -> frame.size() <= 64));
    }
}
