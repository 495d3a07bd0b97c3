// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static dev.zeropane.input.DeviceUnderTest.button;
import static dev.zeropane.input.DeviceUnderTest.pointer;
import static dev.zeropane.input.Evdev.BTN_EXTRA;
import static dev.zeropane.input.Evdev.BTN_LEFT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Mode;
import dev.zeropane.display.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TabletTest {
    @Test
    void motionAndClick_areReportedWithTheirPlace() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(64).started();
        tablet.input(pointer(0, 0), button(BTN_LEFT, true));
        tablet.input(pointer(0.5, 1));
        tablet.input(button(BTN_LEFT, false));
        assertEquals("a0=0 a1=0 +272 | a0=16384 a1=32767 | -272 |", tablet.taken());
    }

    @Test
    void motionAfterAClick_isAReportOfItsOwn() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(64).started();
        tablet.input(button(BTN_LEFT, true), pointer(0.5, 0.5));
        assertEquals("+272 | a0=16384 a1=16384 |", tablet.taken());
    }

    @Test
    void axisThatStays_isLeftOut() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(64).started();
        tablet.input(pointer(0.25, 0.5));
        tablet.input(pointer(0.25, 0.75));
        tablet.input(pointer(0.25, 0.75));
        assertEquals("a0=8192 a1=16384 | a1=24576 |", tablet.taken());
    }

    @Test
    void wheel_isReportedFinely_andInNotches() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(64).started();
        tablet.input(new InputEvent.Wheel(120, 0));
        tablet.input(new InputEvent.Wheel(-60, 0));
        tablet.input(new InputEvent.Wheel(-60, 0));
        tablet.input(new InputEvent.Wheel(0, 300));
        tablet.input(new InputEvent.Wheel(0, -90));
        assertEquals(
                "r11=120 r8=1 | r11=-60 | r11=-60 r8=-1 | r12=300 r6=2 | r12=-90 |",
                tablet.taken());
    }

    /// The notches are those of the sum, whatever turns it is of: a guest that is told of notches
    /// before anything finer takes the wheel for one that knows nothing finer.
    @Test
    void slowGuest_getsTheSumOfTheTurns_finelyAndInNotches() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(4);
        tablet.started();
        tablet.input(pointer(0.5, 0.5), button(BTN_LEFT, true));
        for (int turn : new int[] {100, -120, 20, 400, -30}) {
            tablet.input(new InputEvent.Wheel(turn, 0));
        }
        assertEquals("a0=16384 a1=16384 +272 | r11=370 r8=3 |", tablet.all());
        tablet.input(new InputEvent.Wheel(110, 0));
        assertEquals("r11=110 r8=1 |", tablet.taken());
    }

    @Test
    void slowGuest_turnedForthAndBack_isToldNothing() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(4);
        tablet.started();
        tablet.input(pointer(0.5, 0.5), button(BTN_LEFT, true));
        for (int turn : new int[] {100, -120, 20}) {
            tablet.input(new InputEvent.Wheel(turn, -turn));
        }
        assertEquals("a0=16384 a1=16384 +272 |", tablet.all());
        assertEquals(0, tablet.queue.unused());
    }

    @Test
    void turnsThatNoIntHolds_endAtTheLargest() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(4);
        tablet.started();
        tablet.input(pointer(0.5, 0.5), button(BTN_LEFT, true));
        for (int i = 0; i < 3; i++) {
            tablet.input(new InputEvent.Wheel(Integer.MAX_VALUE, Integer.MIN_VALUE));
        }
        assertEquals(
                "a0=16384 a1=16384 +272 |"
                        + " r11=2147483647 r8=17895697 r12=-2147483648 r6=-17895697 |",
                tablet.all());
    }

    /// A driver that begins knows nothing of a notch that was begun before.
    @Test
    void driverThatBeginsAnew_beginsItsNotchesAnew() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(64).started();
        tablet.input(new InputEvent.Wheel(100, 0));
        assertEquals("r11=100 |", tablet.taken());
        tablet.device.reset();
        tablet.started();
        tablet.input(new InputEvent.Wheel(100, 0));
        assertEquals("r11=100 |", tablet.taken());
    }

    /// A guest reads every report, and one that is interrupted all the time comes to nothing else.
    @Test
    void motionWithoutEnd_isReportedOnceInAWhile() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(64).started();
        for (int i = 1; i <= 100; i++) {
            tablet.device.input(List.of(pointer(i / 128.0, 0)));
            tablet.runPosted();
        }
        assertEquals("a0=256 a1=0 | a0=25600 |", tablet.all());
    }

    @Test
    void clickAfterMotion_doesNotWaitForTheNextTime() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(64).started();
        tablet.device.input(List.of(pointer(0.25, 0)));
        tablet.device.input(List.of(pointer(0.5, 0)));
        tablet.runPosted();
        tablet.device.input(List.of(pointer(0.75, 0)));
        tablet.runPosted();
        tablet.device.input(List.of(button(BTN_LEFT, true)));
        tablet.runPosted();
        assertEquals(
                "a0=16384 a1=0 | a0=24576 | +272 |", DeviceUnderTest.text(tablet.queue.take()));
    }

    @Test
    void buttons_areThoseItHas() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(64).started();
        tablet.input(button(BTN_LEFT - 1, true));
        tablet.input(button(BTN_EXTRA, true));
        tablet.input(button(BTN_EXTRA + 1, true));
        tablet.device.input(InputEvent.RELEASE_ALL);
        tablet.runPosted();
        assertEquals("+276 | -276 |", tablet.taken());
    }

    /// Every pixel of every width comes out as itself where guests scale as libinput does.
    @Test
    void pixels_comeOutAsThemselves() {
        for (int width : new int[] {1, 640, 1000, 1366, 3840, 16384}) {
            for (int x = 0; x < width; x++) {
                double fraction = Place.ofPixel(0, x, 0, width, 1).x();
                long value = AbsoluteAxis.valueAt(fraction);
                assertEquals(x, value * width / 32768, "of " + width);
            }
        }
    }

    @Test
    void severalScreens_standSideBySide() {
        Desktop desktop = new Desktop(Map.of(0, new Mode(1000, 500), 2, new Mode(3000, 1000)));
        assertEquals(
                Optional.of(new Desktop.Point(0.125, 0.25)), desktop.find(new Place(0, 0.5, 0.5)));
        assertEquals(
                Optional.of(new Desktop.Point(0.625, 0.5)), desktop.find(new Place(2, 0.5, 0.5)));
        assertEquals(Optional.empty(), desktop.find(new Place(1, 0.5, 0.5)));
    }

    @Test
    void slowGuest_getsTheLatestPlace_andEveryClick() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(4).started();
        for (int i = 1; i <= 1000; i++) {
            tablet.input(pointer(i / 1024.0, 0), new InputEvent.Wheel(1, 0));
        }
        tablet.input(button(BTN_LEFT, true));
        for (int i = 1; i <= 1000; i++) {
            tablet.input(pointer(i / 1024.0, 0.5));
        }
        tablet.input(button(BTN_LEFT, false));
        assertEquals(
                "a0=32 a1=0 r11=1 | a0=32000 r11=999 r8=8 | +272 |" + " a0=32000 a1=16384 | -272 |",
                tablet.all());
    }

    /// Four buffers, and reports of up to seven events.
    @Test
    void reportLargerThanTheQueue_comesWhole_asBuffersComeBack() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(4).started();
        tablet.input(pointer(0.5, 0.5), new InputEvent.Wheel(120, 120), button(BTN_LEFT, true));
        assertEquals("a0=16384 a1=16384 r11=120 r8=1", tablet.taken());
        assertEquals("r12=120 r6=1 +272 |", tablet.taken());
        assertEquals("", tablet.taken());
    }

    @Test
    void reportThatDoesNotFitNow_waitsUntilItDoes() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(4).started();
        tablet.input(pointer(0.5, 0));
        tablet.input(pointer(0.25, 0.25), button(BTN_LEFT, true));
        assertEquals(3, tablet.queue.take().size());
        for (int i = 0; i < 2; i++) {
            tablet.give(1);
            assertEquals("", tablet.taken(), "with " + (i + 2) + " buffers");
        }
        tablet.give(1);
        assertEquals("a0=8192 a1=8192 +272 |", tablet.taken());
    }

    /// A driver may use fewer buffers than its queue has room for.
    @Test
    void driverWithOneBuffer_isServed() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(64);
        tablet.give(1);
        tablet.input(pointer(0.5, 0.5));
        tablet.input(button(BTN_LEFT, true));
        assertEquals("a0=16384 a1=16384 | +272 |", tablet.all());
    }

    /// More clicks wait than are kept, and meanwhile a drag ends elsewhere.
    @Test
    void dragThatEndedUnseen_endsAtItsLastPlace() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(4).started();
        tablet.input(button(BTN_LEFT, true));
        for (int i = 0; i < 2 * Backlog.MAX_QUEUED; i++) {
            tablet.input(button(BTN_EXTRA, i % 2 == 0));
        }
        tablet.input(pointer(0.5, 0.5));
        tablet.input(button(BTN_LEFT, false));
        tablet.input(pointer(0.25, 0.25));
        String all = tablet.all();
        assertTrue(all.endsWith("+276 | a0=8192 a1=8192 -272 -276 |"), all);
    }

    @Test
    void driverThatBegins_getsThePlace_andNoWheelOfBefore() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(64);
        tablet.input(pointer(0.25, 0.25), new InputEvent.Wheel(120, 120));
        tablet.input(pointer(0.5, 0.5), button(BTN_LEFT, true));
        tablet.started();
        assertEquals("a0=16384 a1=16384 +272 |", tablet.taken());
    }

    @Test
    void flood_postsOneTask_andKeepsOneReport() {
        DeviceUnderTest tablet = DeviceUnderTest.tablet(4);
        tablet.started();
        for (int i = 1; i <= 100_000; i++) {
            tablet.device.input(List.of(pointer(i / 100_000.0, i / 100_000.0)));
        }
        assertEquals(1, tablet.posted.size());
        tablet.runPosted();
        assertEquals("a0=32767 a1=32767 |", tablet.all());
        assertTrue(tablet.queue.signals() > 0);
    }
}
