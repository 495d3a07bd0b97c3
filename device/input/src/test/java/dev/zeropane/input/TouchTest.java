// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static dev.zeropane.input.DeviceUnderTest.down;
import static dev.zeropane.input.DeviceUnderTest.move;
import static dev.zeropane.input.DeviceUnderTest.up;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.InputEvent;
import org.junit.jupiter.api.Test;

final class TouchTest {
    @Test
    void finger_comesMovesAndGoes() {
        DeviceUnderTest touch = DeviceUnderTest.touch(64).started();
        touch.input(down(77, 0.5, 0.25));
        touch.input(move(77, 0.5, 0.5));
        touch.input(up(77));
        assertEquals(
                "a47=0 a57=0 a53=16384 a54=8192 +330 | a47=0 a54=16384 | a47=0 a57=-1 -330 |",
                touch.taken());
    }

    @Test
    void twoFingers_haveSlotsOfTheirOwn_andAreTouchingUntilTheLastGoes() {
        DeviceUnderTest touch = DeviceUnderTest.touch(64).started();
        touch.input(down(5, 0, 0), down(9, 1, 1));
        touch.input(up(5));
        touch.input(down(6, 0.5, 0.5));
        touch.input(move(9, 0.5, 1), move(6, 0, 0));
        touch.input(up(9), up(6));
        assertEquals(
                "a47=0 a57=0 a53=0 a54=0 a47=1 a57=1 a53=32767 a54=32767 +330 |"
                        + " a47=0 a57=-1 |"
                        + " a47=0 a57=2 a53=16384 a54=16384 |"
                        + " a47=1 a53=16384 a47=0 a53=0 a54=0 |"
                        + " a47=1 a57=-1 a47=0 a57=-1 -330 |",
                touch.taken());
    }

    @Test
    void slotThatIsTakenAgain_isFreedInAReportBefore() {
        DeviceUnderTest touch = DeviceUnderTest.touch(64).started();
        touch.input(down(1, 0, 0));
        touch.taken();
        touch.input(up(1), down(2, 0, 0));
        assertEquals("a47=0 a57=-1 -330 | a47=0 a57=1 a53=0 a54=0 +330 |", touch.taken());
    }

    @Test
    void fingerThatGoesDownTwice_isAnotherOne() {
        DeviceUnderTest touch = DeviceUnderTest.touch(64).started();
        touch.input(down(1, 0, 0));
        touch.input(down(1, 0, 0));
        assertEquals(
                "a47=0 a57=0 a53=0 a54=0 +330 | a47=0 a57=-1 -330 |"
                        + " a47=0 a57=1 a53=0 a54=0 +330 |",
                touch.taken());
    }

    @Test
    void fingersTooMany_orUnknown_areIgnored() {
        DeviceUnderTest touch = DeviceUnderTest.touch(64).started();
        touch.input(move(1, 0, 0));
        touch.input(up(1));
        assertEquals("", touch.taken());
        for (int id = 0; id < TouchModel.SLOTS; id++) {
            touch.input(down(id, 0, 0));
        }
        touch.all();
        touch.input(down(100, 0, 0));
        touch.input(move(100, 1, 1));
        touch.input(up(100));
        assertEquals("", touch.taken());
    }

    @Test
    void cancel_liftsAllFingers() {
        DeviceUnderTest touch = DeviceUnderTest.touch(64).started();
        touch.input(down(1, 0, 0), down(2, 0, 0));
        touch.taken();
        touch.input(new InputEvent.TouchCancel());
        assertEquals("a47=0 a57=-1 a47=1 a57=-1 -330 |", touch.taken());
    }

    /// The guest missed that a finger was lifted and another came into its slot.
    @Test
    void guestThatIsBehind_learnsOfTheFingerThatWent_first() {
        DeviceUnderTest touch = DeviceUnderTest.touch(4).started();
        touch.input(down(1, 0, 0));
        touch.all();
        touch.input(move(1, 0.25, 0));
        for (int i = 0; i <= Backlog.MAX_QUEUED; i++) {
            touch.input(up(1));
            touch.input(down(1, 0.5, 0.5));
        }
        String all = touch.all();
        String id = String.valueOf(Backlog.MAX_QUEUED + 1);
        String end = "+330 | a47=0 a57=-1 | a47=0 a57=" + id + " a53=16384 a54=16384 |";
        assertTrue(all.endsWith(end), all);
    }
}
