// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.InputEvent;
import dev.zeropane.display.Place;
import dev.zeropane.display.hands.VmmHands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people do, at a QEMU that is an independent piece of code.
final class QemuHandsTest {
    private static final int KEY_A = 30;
    private static final int KEY_UP = 103;
    private static final int KEY_LEFTSHIFT = 42;
    private static final int BTN_RIGHT = 0x111;
    private static final int BTN_TASK = 0x117;

    private static final String TABLET =
            "[{\"name\": \"t\", \"index\": 1, \"current\": true, \"absolute\": true}]";
    private static final String MOUSE =
            "[{\"name\": \"t\", \"index\": 1, \"current\": false, \"absolute\": true},"
                    + " {\"name\": \"m\", \"index\": 2, \"current\": true, \"absolute\": false}]";

    @TempDir Path directory;

    private final BlockingQueue<String> problems = new LinkedBlockingQueue<>();
    private QemuLink link;
    private FakeQemu qemu;
    private VmmHands hands;

    private void connect(boolean dbus, int... screens) {
        Path monitor = directory.resolve("qmp.sock");
        link = QemuLink.listen(monitor, dbus, problems::add);
        hands = link.hands();
        qemu = new FakeQemu(monitor);
        if (dbus) {
            qemu.join(screens);
        } else {
            qemu.greet();
        }
    }

    @AfterEach
    void close() {
        link.close();
        qemu.close();
    }

    private void input(InputEvent... events) {
        hands.input(List.of(events), 1000, 500);
    }

    private static InputEvent key(int code, boolean pressed) {
        return new InputEvent.Key(code, pressed);
    }

    private static InputEvent at(double x, double y) {
        return new InputEvent.Pointer(new Place(0, x, y));
    }

    private void awaitIdle() {
        await(hands::isIdle);
    }

    private static void await(BooleanSupplier condition) {
        long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < limit, "in vain");
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static String keyEvent(int qnum, boolean down) {
        return "key " + qnum + (down ? " down" : " up");
    }

    @Test
    void keys_goByTheMonitor_whereThereIsNoScreen() {
        connect(false);
        input(key(KEY_A, true), key(KEY_A, false));
        input(key(KEY_UP, true));
        List<String> all = qemu.inputEvents(3);
        assertEquals(List.of(keyEvent(30, true), keyEvent(30, false), keyEvent(0xc8, true)), all);
        awaitIdle();
        // The display lost the focus.
        input(new InputEvent.ReleaseKeys());
        assertEquals(List.of(keyEvent(0xc8, false)), qemu.inputEvents(1));
    }

    @Test
    void keys_goByDbus_inTheirOrder() {
        connect(true, 0);
        input(key(KEY_LEFTSHIFT, true), key(KEY_UP, true), key(KEY_UP, false));
        assertEquals("Press 42", qemu.keyCall());
        assertEquals("Press 200", qemu.keyCall());
        assertEquals("Release 200", qemu.keyCall());
        input(new InputEvent.ReleaseKeys());
        assertEquals("Release 42", qemu.keyCall());
        awaitIdle();
    }

    @Test
    void keys_goByTheMonitor_whereDbusHasNoScreen() {
        connect(true);
        input(key(KEY_A, true));
        assertEquals(List.of(keyEvent(30, true)), qemu.inputEvents(1));
    }

    /// The end of the connection lifts no key in QEMU.
    @Test
    void dbusIsLost_whatIsHeldIsLiftedByTheMonitor() {
        connect(true, 0);
        input(key(KEY_LEFTSHIFT, true));
        assertEquals("Press 42", qemu.keyCall());
        qemu.closeDisplay();
        assertEquals(keyEvent(42, false), qemu.inputEvents(1).getFirst());
        input(key(KEY_UP, true));
        List<String> all = qemu.inputEventsUntil(keyEvent(0xc8, true));
        assertFalse(all.contains(keyEvent(42, true)), all.toString());
    }

    @Test
    void vmIsStopped_nothingIsKept_andAllIsLiftedWhenItRuns() {
        connect(false);
        input(key(KEY_LEFTSHIFT, true));
        assertEquals(List.of(keyEvent(42, true)), qemu.inputEvents(1));
        awaitIdle();
        qemu.say("{\"event\": \"STOP\"}\r\n");
        await(() -> !hands.isIdle());
        for (int i = 0; i < 100_000; i++) {
            input(key(KEY_A, true), key(KEY_A, false));
        }
        input(key(KEY_LEFTSHIFT, false));
        qemu.say("{\"event\": \"RESUME\"}\r\n");
        assertEquals(keyEvent(42, false), qemu.inputEvents(1).getFirst());
    }

    @Test
    void qemuThatDoesNotAnswer_fillsNoMemory_andHoldsNothing() {
        connect(false);
        input(key(KEY_A, true));
        String first = qemu.command();
        assertTrue(first.contains("input-send-event"), first);
        for (int i = 0; i < 10_000; i++) {
            input(key(KEY_UP, true));
            input(key(KEY_LEFTSHIFT, true), key(KEY_LEFTSHIFT, false));
        }
        input(key(KEY_UP, false));
        qemu.say("{\"return\": {}}\r\n");
        List<String> all = qemu.inputEventsUntilQuiet();
        assertTrue(all.size() < 600, all.size() + " events");
        assertFalse(all.lastIndexOf(keyEvent(0xc8, false)) < all.lastIndexOf(keyEvent(0xc8, true)));
        assertTrue(all.contains(keyEvent(30, false)));
    }

    /// Press, half a second, press every 30 ms; no modifier, and not once it is released.
    @Test
    void heldKey_isRepeated() {
        connect(false);
        long began = System.nanoTime();
        input(key(KEY_A, true), key(KEY_LEFTSHIFT, true));
        assertEquals(List.of(keyEvent(30, true), keyEvent(42, true)), qemu.inputEvents(2));
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of(keyEvent(30, true)), qemu.inputEvents(1));
        }
        assertTrue(System.nanoTime() - began >= 560_000_000L, "too early");
        input(key(KEY_A, false));
        List<String> event;
        do {
            event = qemu.inputEvents(1);
        } while (event.equals(List.of(keyEvent(30, true))));
        assertEquals(List.of(keyEvent(30, false)), event);
        input(key(KEY_LEFTSHIFT, false));
        assertEquals(List.of(keyEvent(42, false)), qemu.inputEvents(1));
    }

    @Test
    void tablet_isPlaced_andButtonsHaveNames() {
        connect(false);
        qemu.mice(TABLET);
        input(at(0.5, 0.25), new InputEvent.Button(BTN_RIGHT, true));
        input(new InputEvent.Button(BTN_TASK, true), new InputEvent.Button(BTN_RIGHT, false));
        assertEquals(
                List.of("abs x 16384", "abs y 8192", "btn right down", "btn right up"),
                qemu.inputEvents(4));
        input(new InputEvent.Wheel(-180, 0));
        input(new InputEvent.Wheel(-60, 120));
        assertEquals(
                List.of(
                        "btn wheel-down down",
                        "btn wheel-down up",
                        "btn wheel-down down",
                        "btn wheel-down up",
                        "btn wheel-right down",
                        "btn wheel-right up"),
                qemu.inputEvents(6));
    }

    /// A PS/2 mouse takes 127 pixels in a packet.
    @Test
    void mouse_isMovedByDistances() {
        connect(false);
        qemu.mice(MOUSE);
        input(at(0.1, 0.1));
        awaitIdleWhileServing();
        input(at(0.4, 0.2));
        assertEquals(
                List.of("rel x 120", "rel y 50", "rel x 120", "rel y 0", "rel x 60", "rel y 0"),
                qemu.inputEvents(6));
    }

    private void awaitIdleWhileServing() {
        qemu.serveMice();
        awaitIdle();
    }

    @Test
    void noKeyboard_isSaidOnce() throws InterruptedException {
        connect(false);
        for (int i = 0; i < 3; i++) {
            input(key(KEY_LEFTSHIFT, true));
            String command = qemu.command();
            assertTrue(command.contains("input-send-event"), command);
            qemu.say(
                    "{\"error\": {\"class\": \"GenericError\", \"desc\": \"Input handler not found"
                            + " for event type key\"}}\r\n");
            awaitIdle();
        }
        assertEquals(1, problems.size());
        assertTrue(problems.take().contains("no keyboard of QEMU's"));
    }
}
