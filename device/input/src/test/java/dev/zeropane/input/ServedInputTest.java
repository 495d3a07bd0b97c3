// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.DriverQueue.Buffer;
import dev.zeropane.display.InputEvent;
import dev.zeropane.testkit.vhostuser.InputDriver;
import dev.zeropane.testkit.vhostuser.InputDriver.Event;
import dev.zeropane.testkit.vhostuser.TestQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Devices and an independent driver, over a real socket and rings.
final class ServedInputTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static void key(ServedDevice served, int code, boolean pressed) {
        served.device.input(List.of(new InputEvent.Key(code, pressed)));
    }

    @Test
    void config_isReadTheWayQemuDoes() throws IOException {
        try (ServedDevice keyboard = ServedDevice.keyboard(64)) {
            InputDriver driver = keyboard.driver();
            assertEquals(
                    "Zeropane Keyboard", new String(driver.config(1, 0), StandardCharsets.UTF_8));
            assertArrayEquals(new byte[] {7}, driver.config(0x11, 0x11));
            assertEquals(0, driver.config(0x12, 0).length);
            assertEquals(0, driver.config(0xff, 0xff).length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 64, 1024})
    void keys_arriveInOrder_whateverTheQueuesSize(int queueSize) throws IOException {
        try (ServedDevice keyboard = ServedDevice.keyboard(queueSize)) {
            InputDriver driver = keyboard.driver();
            for (int code = 1; code <= 80; code++) {
                key(keyboard, code, true);
                key(keyboard, code, false);
            }
            for (int code = 1; code <= 80; code++) {
                assertEquals(List.of(new Event(1, code, 1)), driver.frame());
                assertEquals(List.of(new Event(1, code, 0)), driver.frame());
            }
        }
    }

    /// One notification at the beginning, or none.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void driverThatTellsNobodyOfItsBuffers_getsEveryKey(boolean tellsOnce) throws IOException {
        try (ServedDevice keyboard = ServedDevice.keyboard(4, false)) {
            keyboard.settle();
            SilentDriver driver = new SilentDriver(keyboard);
            for (int code = 30; code < 34; code++) {
                driver.give();
                if (tellsOnce && code == 30) {
                    driver.kick();
                }
                key(keyboard, code, true);
                // A key that is not held any more when the device first sees the driver is of the
                // time before.
                keyboard.settle();
                key(keyboard, code, false);
                assertEquals(pressAndRelease(code), driver.take());
            }
        }
    }

    /// What came while there were no buffers arrives when there are some, though nobody says so and
    /// nothing more comes.
    @Test
    void driverThatTellsNobodyOfItsBuffers_getsWhatWaited() throws IOException {
        try (ServedDevice keyboard = ServedDevice.keyboard(4, false)) {
            keyboard.settle();
            SilentDriver driver = new SilentDriver(keyboard);
            driver.give();
            driver.kick();
            keyboard.settle();
            for (int code = 30; code < 34; code++) {
                key(keyboard, code, true);
                key(keyboard, code, false);
            }
            keyboard.settle();
            for (int code = 30; code < 34; code++) {
                assertEquals(pressAndRelease(code), driver.take());
                driver.give();
            }
        }
    }

    /// A ring that is not enabled gets nothing, though it runs and has buffers.
    @Test
    void disabledRing_getsItsKeysWhenItIsEnabled() throws IOException {
        try (ServedDevice keyboard = ServedDevice.keyboard(4, false)) {
            SilentDriver driver = new SilentDriver(keyboard);
            driver.give();
            driver.kick();
            keyboard.settle();
            keyboard.vmm().setVringEnable(InputDriver.EVENT_QUEUE, false);
            key(keyboard, 30, true);
            key(keyboard, 30, false);
            keyboard.settle();
            assertEquals(Optional.empty(), keyboard.vmm().queue(InputDriver.EVENT_QUEUE).poll());
            keyboard.vmm().setVringEnable(InputDriver.EVENT_QUEUE, true);
            assertEquals(pressAndRelease(30), driver.take());
        }
    }

    private static List<Event> pressAndRelease(int code) {
        Event end = new Event(0, 0, 0);
        return List.of(new Event(1, code, 1), end, new Event(1, code, 0), end);
    }

    @Test
    void lights_comeBack() throws IOException {
        try (ServedDevice keyboard = ServedDevice.keyboard(4)) {
            InputDriver driver = keyboard.driver();
            driver.status(0x11, 1, 1);
            driver.status(0x11, 0, 1);
            driver.status(0x11, 1, 0);
            driver.status(0x12, 1, 1);
            keyboard.settle();
            assertEquals(
                    List.of("CAPS_LOCK true", "NUM_LOCK true", "CAPS_LOCK false"), keyboard.leds);
            keyboard.vmm().resetDevice();
            keyboard.settle();
            assertEquals("NUM_LOCK false", keyboard.leds.getLast());
        }
    }

    @Test
    void pausedMachine_losesNothing_andAResetForgetsAll() throws IOException {
        try (ServedDevice keyboard = ServedDevice.keyboard(4)) {
            InputDriver driver = keyboard.driver();
            key(keyboard, 30, true);
            assertEquals(List.of(new Event(1, 30, 1)), driver.frame());
            keyboard.vmm().stop();
            for (int code = 31; code < 40; code++) {
                key(keyboard, code, true);
                key(keyboard, code, false);
            }
            keyboard.settle();
            keyboard.vmm().start();
            for (int code = 31; code < 40; code++) {
                assertEquals(List.of(new Event(1, code, 1)), driver.frame());
                assertEquals(List.of(new Event(1, code, 0)), driver.frame());
            }
            keyboard.vmm().resetDevice();
            key(keyboard, 50, true);
            key(keyboard, 50, false);
            keyboard.vmm().start();
            driver.begin();
            assertEquals(List.of(new Event(1, 30, 1)), driver.frame());
            key(keyboard, 30, false);
            assertEquals(List.of(new Event(1, 30, 0)), driver.frame());
        }
    }

    /// Whatever is merged, the guest ends where the user did, with nothing held, and no report is
    /// torn: a click is where it was made.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tenThousandMotions_endWhereTheyShould(boolean eventIdx) throws Exception {
        int motions = 10_000;
        try (ServedDevice tablet = ServedDevice.tablet(4, eventIdx)) {
            InputDriver driver = tablet.driver();
            Thread user = Thread.ofPlatform().start(() -> move(tablet, motions));
            int x = -1;
            int clicks = 0;
            boolean pressed = false;
            while (x != 32767 || pressed || clicks < motions / 100) {
                for (Event event : driver.frame()) {
                    if (event.type() == 3 && event.code() == 0) {
                        assertTrue(event.value() >= x, event.value() + " after " + x);
                        x = event.value();
                    } else if (event.type() == 1) {
                        assertEquals(!pressed, event.value() == 1);
                        pressed = event.value() == 1;
                        clicks += pressed ? 1 : 0;
                        int place = AbsoluteAxis.valueAt(clicks * 100 / (double) motions);
                        assertEquals(place, x, "change of click " + clicks);
                    }
                }
            }
            user.join();
            assertEquals(motions / 100, clicks);
            assertEquals(List.of(), tablet.faults);
        }
    }

    /// A click at every hundredth place.
    private static void move(ServedDevice tablet, int motions) {
        for (int i = 1; i <= motions; i++) {
            InputEvent.Pointer place = DeviceUnderTest.pointer(i / (double) motions, 0.5);
            if (i % 100 == 0) {
                tablet.device.input(List.of(place, DeviceUnderTest.button(Evdev.BTN_LEFT, true)));
                tablet.device.input(List.of(DeviceUnderTest.button(Evdev.BTN_LEFT, false)));
                LockSupport.parkNanos(10_000_000);
            } else {
                tablet.device.input(List.of(place));
            }
        }
    }

    @Test
    void unusableEventBuffers_areGivenBackUnused_andTheNextIsServed() throws IOException {
        try (ServedDevice keyboard = ServedDevice.keyboard(16)) {
            long at = keyboard.vmm().ram().allocate(4096);
            TestQueue events = keyboard.vmm().queue(InputDriver.EVENT_QUEUE);
            List<List<Buffer>> unusable =
                    List.of(
                            List.of(new Buffer(at, 7, true)),
                            List.of(new Buffer(at, 0, true)),
                            List.of(new Buffer(at, 8, false)),
                            List.of(new Buffer(at, 1, false), new Buffer(at + 8, 8, true)));
            for (List<Buffer> chain : unusable) {
                int head = events.submit(chain);
                events.kick();
                assertEquals(new DriverQueue.Completion(head, 0), events.await(PATIENCE));
            }
            keyboard.settle();
            assertEquals(unusable.size(), keyboard.faults.size(), keyboard.faults.toString());
            // Larger, or in pieces, is fine.
            events.submit(List.of(new Buffer(at, 100, true)));
            events.submit(
                    List.of(
                            new Buffer(at + 200, 1, true),
                            new Buffer(at + 300, 0, true),
                            new Buffer(at + 400, 7, true)));
            events.kick();
            key(keyboard, 30, true);
            assertEquals(8, events.await(PATIENCE).written());
            assertEquals(8, events.await(PATIENCE).written());
        }
    }

    @Test
    void statusGarbage_isGivenBack_andReported() throws IOException {
        try (ServedDevice keyboard = ServedDevice.keyboard(16)) {
            long at = keyboard.vmm().ram().allocate(4096);
            TestQueue status = keyboard.vmm().queue(InputDriver.STATUS_QUEUE);
            for (List<Buffer> chain :
                    List.of(
                            List.of(new Buffer(at, 8, true)),
                            List.of(new Buffer(at, 3, false)),
                            List.of(new Buffer(at, 0, false)))) {
                int head = status.submit(chain);
                status.kick();
                assertEquals(new DriverQueue.Completion(head, 0), status.await(PATIENCE));
            }
            keyboard.settle();
            assertEquals(3, keyboard.faults.size(), keyboard.faults.toString());
            InputDriver driver = keyboard.driver();
            Random random = new Random(6);
            for (int i = 0; i < 1000; i++) {
                driver.status(random.nextInt(), random.nextInt(), random.nextInt());
            }
            keyboard.settle();
            assertEquals(3, keyboard.faults.size());
        }
    }

    /// The guest gives buffers without end and takes nothing.
    @Test
    void floodOfBuffers_doesNotKeepTheDeviceFromAnswering() throws IOException {
        try (ServedDevice keyboard = ServedDevice.keyboard(64)) {
            long at = keyboard.vmm().ram().allocate(4096);
            TestQueue events = keyboard.vmm().queue(InputDriver.EVENT_QUEUE);
            for (int round = 0; round < 200; round++) {
                List<Integer> heads = new ArrayList<>();
                for (int i = 0; i < 64; i++) {
                    heads.add(events.submit(List.of(new Buffer(at, 1, true))));
                }
                events.kick();
                for (int head : heads) {
                    assertEquals(head, events.await(PATIENCE).head());
                }
                assertEquals(0, keyboard.vmm().getConfig(0, 1)[0]);
            }
            assertEquals(200 * 64, keyboard.faults.size());
        }
    }

    @Test
    void brokenRing_isReported_andWorksAgainAfterAReset() throws IOException {
        try (ServedDevice keyboard = ServedDevice.keyboard(4)) {
            InputDriver driver = keyboard.driver();
            key(keyboard, 30, true);
            assertEquals(List.of(new Event(1, 30, 1)), driver.frame());
            TestQueue events = keyboard.vmm().queue(InputDriver.EVENT_QUEUE);
            events.setRawAvailIdx(events.availIdx() + events.size() + 1);
            events.kickAlways();
            while (keyboard.faults.isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
            key(keyboard, 30, false);
            keyboard.vmm().resetDevice();
            keyboard.vmm().start();
            driver.begin();
            key(keyboard, 31, true);
            assertEquals(List.of(new Event(1, 31, 1)), driver.frame());
        }
    }
}
