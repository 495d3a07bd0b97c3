// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.display.InputEvent;
import dev.zeropane.input.protocol.EvdevEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyboardTest {
    @Test
    void keys_areReportedOneByOne() {
        DeviceUnderTest keyboard = DeviceUnderTest.keyboard(64).started();
        keyboard.key(30, true);
        keyboard.key(30, false);
        assertEquals("+30 | -30 |", keyboard.taken());
    }

    @Test
    void driver_isThereFromItsFirstBufferUntilItsQueueStops() {
        List<Boolean> told = new ArrayList<>();
        DeviceUnderTest keyboard = DeviceUnderTest.keyboard(64);
        keyboard.device.followDriver(told::add);
        keyboard.device.available(VirtioInput.EVENTQ, keyboard.queue);
        assertEquals(List.of(), told);
        keyboard.started().key(30, true);
        assertEquals("+30 |", keyboard.taken());
        assertEquals(List.of(true), told);
        keyboard.device.stopped(VirtioInput.EVENTQ);
        keyboard.device.stopped(VirtioInput.EVENTQ);
        assertEquals(List.of(true, false), told);
        keyboard.device.available(VirtioInput.EVENTQ, keyboard.queue);
        assertEquals(List.of(true, false, true), told);
        keyboard.device.reset();
        keyboard.device.reset();
        assertEquals(List.of(true, false, true, false), told);
    }

    @Test
    void tapWithinAFrame_isNotLost() {
        DeviceUnderTest keyboard = DeviceUnderTest.keyboard(64).started();
        keyboard.input(
                new InputEvent.Key(30, true),
                new InputEvent.Key(30, false),
                new InputEvent.Key(30, true));
        assertEquals("+30 | -30 | +30 |", keyboard.taken());
    }

    @Test
    void whatIsSoAlready_isNotReported() {
        DeviceUnderTest keyboard = DeviceUnderTest.keyboard(64).started();
        keyboard.key(30, true);
        keyboard.key(30, true);
        keyboard.key(31, false);
        assertEquals("+30 |", keyboard.taken());
    }

    @Test
    void keysItDoesNotHave_andOtherDevicesEvents_areIgnored() {
        DeviceUnderTest keyboard = DeviceUnderTest.keyboard(64).started();
        for (int code : new int[] {-1, 0, 84, 195, 249, 0x110, 0x14a, Integer.MAX_VALUE}) {
            keyboard.key(code, true);
        }
        keyboard.input(
                DeviceUnderTest.pointer(0, 0),
                DeviceUnderTest.button(Evdev.BTN_LEFT, true),
                DeviceUnderTest.down(0, 0, 0),
                new InputEvent.Wheel(120, 0));
        assertEquals("", keyboard.taken());
    }

    @Test
    void focusLost_letsGoOfEverythingHeld() {
        DeviceUnderTest keyboard = DeviceUnderTest.keyboard(64).started();
        keyboard.key(42, true);
        keyboard.key(30, true);
        keyboard.taken();
        keyboard.device.input(InputEvent.RELEASE_ALL);
        keyboard.runPosted();
        assertEquals("-30 -42 |", keyboard.taken());
    }

    @Test
    void fullOfKeys_keepsWhatWaits_thenTellsTheDifference() {
        DeviceUnderTest keyboard = DeviceUnderTest.keyboard(4).started();
        // Two fill the queue, as many as may wait follow, and the last ones are not kept.
        for (int i = 0; i < 2 + Backlog.MAX_QUEUED; i++) {
            keyboard.key(30, i % 2 == 0);
        }
        keyboard.key(42, true);
        keyboard.key(30, true);
        keyboard.key(30, false);
        keyboard.key(31, true);
        String all = keyboard.all();
        String tap = "+30 | -30 | ";
        assertEquals(tap.repeat(1 + Backlog.MAX_QUEUED / 2) + "+42 +31 |", all);
        keyboard.key(31, false);
        assertEquals("-31 |", keyboard.taken());
    }

    @Test
    void releaseThatDidNotFit_isToldInTheEnd() {
        DeviceUnderTest keyboard = DeviceUnderTest.keyboard(4).started();
        keyboard.key(29, true);
        assertEquals("+29 |", keyboard.taken());
        for (int i = 0; i < 2 * Backlog.MAX_QUEUED; i++) {
            keyboard.key(30, i % 2 == 0);
        }
        keyboard.key(29, false);
        String all = keyboard.all();
        assertEquals("-29 |", all.substring(all.length() - "-29 |".length()));
    }

    @Test
    void driverThatBegins_getsWhatIsHeld_andNoKeysOfBefore() {
        DeviceUnderTest keyboard = DeviceUnderTest.keyboard(64);
        keyboard.key(30, true);
        keyboard.key(30, false);
        keyboard.key(42, true);
        keyboard.started();
        assertEquals("+42 |", keyboard.taken());
        keyboard.device.reset();
        keyboard.started();
        assertEquals("+42 |", keyboard.taken());
        keyboard.device.reset();
        keyboard.key(42, false);
        keyboard.started();
        assertEquals("", keyboard.taken());
    }

    /// A front-end that sets a running device's queue up anew takes back all buffers.
    @Test
    void queueOfAnotherSize_isUsedFromThenOn() {
        DeviceUnderTest keyboard = DeviceUnderTest.keyboard(64).started();
        FakeQueue smaller = new FakeQueue(4);
        smaller.give(4);
        keyboard.device.available(VirtioInput.EVENTQ, smaller);
        keyboard.key(30, true);
        keyboard.input(new InputEvent.Key(31, true), new InputEvent.Key(32, true));
        smaller.give(4);
        keyboard.device.available(VirtioInput.EVENTQ, smaller);
        assertEquals(5, smaller.take().size());
        assertEquals("", keyboard.taken());
    }

    @Test
    void lights_areToldWhenTheyChange_andGoOffWithTheGuest() {
        DeviceUnderTest keyboard = DeviceUnderTest.keyboard(64);
        KeyboardModel model = new KeyboardModel((led, on) -> keyboard.leds.add(led + " " + on));
        model.status(new EvdevEvent(Evdev.EV_LED, Evdev.LED_CAPSL, 1));
        model.status(new EvdevEvent(Evdev.EV_LED, Evdev.LED_CAPSL, 1));
        model.status(new EvdevEvent(Evdev.EV_LED, Evdev.LED_NUML, 1));
        model.status(new EvdevEvent(Evdev.EV_LED, Evdev.LED_CAPSL, 0));
        model.status(new EvdevEvent(Evdev.EV_LED, 0xffff, 1));
        model.status(new EvdevEvent(0xffff, Evdev.LED_SCROLLL, -1));
        model.reset();
        assertEquals(
                List.of("CAPS_LOCK true", "NUM_LOCK true", "CAPS_LOCK false", "NUM_LOCK false"),
                keyboard.leds);
    }
}
