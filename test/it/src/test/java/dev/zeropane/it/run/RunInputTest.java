// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.compositor.MovingWindow;
import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.SwayWindow;
import dev.zeropane.it.compositor.VirtualInput;
import dev.zeropane.it.rig.Peer;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.Qmp;
import dev.zeropane.it.window.GuestWindows;
import dev.zeropane.it.window.WindowTest;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Rounds;
import dev.zeropane.testkit.Zeropane;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A person at the window of a guest that `zeropane run` started: keys, pointer and wheels reach
/// the guest as they are.
final class RunInputTest extends WindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final int LEFT = 40;
    private static final int TOP = 30;
    private static final int SCREEN_WIDTH = 1400;
    private static final int SCREEN_HEIGHT = 900;
    private static final String SYN = "0 0 0";
    private static final String OURS = "Zeropane Keyboard";
    private static final String PS2 = "AT Translated Set 2 keyboard";
    private static final String USB = "QEMU QEMU USB Keyboard";
    private static final String USB_TABLET = "QEMU QEMU USB Tablet";

    private Path directory;
    private Sway sway;
    private RunGuest guest;
    private GuestConsole console;
    private Qmp qmp;
    private VirtualInput person;

    @Override
    protected void start(Path directory) {
        this.directory = directory;
        sway = keep(Sway.start(directory, SCREEN_WIDTH, SCREEN_HEIGHT));
        try (Peer monitor = new Peer(directory.resolve("qmp"))) {
            guest =
                    keep(
                            RunGuest.boot(
                                    directory,
                                    sway.socket(),
                                    QemuVersion.QEMU_10_0,
                                    List.of(
                                            "-device",
                                            "qemu-xhci",
                                            "-qmp",
                                            "unix:" + monitor.path())));
            qmp = keep(new Qmp(monitor.accept(guest.process())));
        }
        console = new GuestConsole(sway, guest);
        person = keep(new VirtualInput(sway));
        SwayWindow window = sway.awaitWindow(GuestWindows.APP_ID);
        // Sway moves one that changes its size.
        Await.untilTrue(
                () -> WIDTH + "x" + HEIGHT + ", not " + window.now(),
                LIMIT,
                () -> window.now().width() == WIDTH && window.now().height() == HEIGHT);
        window.move(LEFT, TOP);
        console.focus();
        console.startShell();
    }

    @Override
    protected Program server() {
        return guest.process();
    }

    @Test
    @Order(1)
    void typedText_isOnTheScreen_andTheGuestHasReadIt() {
        assertEquals(WIDTH, console.seen().width());
        assertEquals(HEIGHT, console.seen().height());
        Picture empty = console.draw("", null);
        Picture right = console.draw("Typed by hand\\n# ", empty);
        console.draw("", right);
        person.type("clear; echo Typed by hand\n");
        awaitPicture("run-typed", right, console::seen);
        person.type("echo \"Quick Brown [fox]; ~/j|p\" >/dev/ttyS0\n");
        guest.serial().awaitText("Quick Brown [fox]; ~/j|p\n");
    }

    @Test
    @Order(2)
    void keys_haveTheirCodes() {
        try (GuestEvents events = new GuestEvents(guest.serial(), "Zeropane Keyboard")) {
            person.tap(VirtualInput.KEY_LEFTSHIFT);
            person.tap(VirtualInput.KEY_F13);
            events.await("1 42 1", SYN, "1 42 0", SYN, "1 183 1", SYN, "1 183 0", SYN);
        }
    }

    @Test
    @Order(3)
    void focusIsLost_whatIsHeldIsReleased() {
        try (GuestEvents events = new GuestEvents(guest.serial(), "Zeropane Keyboard")) {
            person.key(VirtualInput.KEY_LEFTSHIFT, true);
            events.await("1 42 1", SYN);
            try (Program _ = MovingWindow.open(sway)) {
                sway.awaitWindow(MovingWindow.APP_ID);
                events.await("1 42 0", SYN);
                person.key(VirtualInput.KEY_LEFTSHIFT, false);
            }
            console.focus();
            person.tap(VirtualInput.KEY_F13);
            events.await("1 183 1", SYN, "1 183 0", SYN);
        }
    }

    /// One thing after the other: what a guest is too slow for is summed up.
    @Test
    @Order(4)
    void pointer_isAtThePixel_buttonsAndWheelsAreTheirs() {
        try (GuestEvents events = new GuestEvents(guest.serial(), "Zeropane Tablet")) {
            person.move(LEFT + 10, TOP + 10, SCREEN_WIDTH, SCREEN_HEIGHT);
            List<String> _ = events.awaitLast("3 0 256", "3 1 410", SYN);
            person.move(LEFT + WIDTH / 2, TOP + HEIGHT / 4, SCREEN_WIDTH, SCREEN_HEIGHT);
            events.await("3 0 16384", "3 1 8192", SYN); // ABS_X, ABS_Y
            person.button(VirtualInput.BTN_LEFT, true);
            person.button(VirtualInput.BTN_LEFT, false);
            events.await("1 272 1", SYN, "1 272 0", SYN);
            person.wheel(0, 1);
            events.await("2 11 -120", "2 8 -1", SYN); // REL_WHEEL_HI_RES, REL_WHEEL
            person.wheel(0, -2);
            events.await("2 11 240", "2 8 2", SYN);
            person.wheel(1, 1);
            events.await("2 12 120", "2 6 1", SYN); // REL_HWHEEL_HI_RES, REL_HWHEEL
        }
    }

    /// Of the guest's console, which has Caps Lock as every system has.
    @Test
    @Order(5)
    void capsLock_lightsInTheGuest_andIsSaid() {
        assertEquals(List.of(), stats().leds());
        person.tap(VirtualInput.KEY_CAPSLOCK);
        awaitLeds("caps-lock");
        assertEquals("1", light());
        assertTrue(said("stats", pid()).contains("leds: caps lock\n"));
        assertTrue(said("stats", "--json", pid()).contains("\"leds\":[\"caps-lock\"]"));
        person.tap(VirtualInput.KEY_CAPSLOCK);
        awaitLeds();
        assertEquals("0", light());
    }

    /// The light as the guest has it; it has more keyboards than ours.
    private String light() {
        return guest.serial()
                .run(
                        "cat $(grep -l '^Zeropane Keyboard$' /sys/class/leds/*::capslock/device/name"
                                + " | sed s:device/name:brightness:)");
    }

    /// More than a slow guest's program may be behind, with Caps Lock on for half of it.
    @Test
    @Order(6)
    void type_thousandCharacters_arriveExactly() {
        String line = "The 12th \"Quick\" [Brown] fox; ~jumps_over {13} lazy $DOGs & 'more' <#@!>";
        String half = (line + "\n").repeat(Math.ceilDiv(Rounds.of(100, 500), line.length()));
        said("type", pid(), "cat >/tmp/typed\n" + half);
        said("key", pid(), "Caps_Lock");
        awaitLeds("caps-lock");
        said("type", pid(), half);
        said("key", pid(), "caps_lock", "ctrl-d");
        awaitLeds();
        Await.untilTrue(
                () -> "cat to end", LIMIT, () -> guest.serial().run("pidof cat || true").isBlank());
        assertEquals((half + half).strip(), guest.serial().run("cat /tmp/typed").strip());
    }

    @Test
    @Order(7)
    void key_ctrlAltF2_isAnotherTerminal() {
        // Linux switches only to one that something has been on.
        guest.serial().run("echo Second >/dev/tty2");
        awaitTerminal("tty1");
        said("key", pid(), "ctrl-alt-f2");
        awaitTerminal("tty2");
        said("key", pid(), "Control_L-KEY_LEFTALT-F1");
        awaitTerminal("tty1");
    }

    private void awaitTerminal(String right) {
        Await.untilTrue(
                () -> right,
                LIMIT,
                () -> guest.serial().run("cat /sys/class/tty/tty0/active").strip().equals(right));
    }

    @Test
    @Order(8)
    void click_isAtThePixel() {
        try (GuestEvents events = new GuestEvents(guest.serial(), "Zeropane Tablet")) {
            said("click", pid(), "320", "400", "--button", "right");
            events.await("3 0 8192", "3 1 16384", SYN, "1 273 1", SYN, "1 273 0", SYN);
            said("click", pid(), "0", "0", "--double");
            String[] click = {"1 272 1", SYN, "1 272 0", SYN};
            events.await(
                    "3 0 0", "3 1 0", SYN, click[0], SYN, click[2], SYN, click[0], SYN, click[2],
                    SYN);
        }
        try (Program outside = Zeropane.start(directory, "click", pid(), "1280", "0")) {
            outside.awaitExit(1, LIMIT);
            assertTrue(outside.err().text().contains("X is from 0 to 1279"), outside.err()::text);
        }
    }

    /// As in an initramfs, an installer, a system without a driver of virtio-input.
    @Test
    @Order(9)
    void guestWithoutOurDriver_hasQemusPs2Keyboard() {
        assertEquals(Map.of("keyboard", "virtio", "pointer", "virtio"), stats().input());
        guest.serial().run("rmmod virtio_input");
        awaitTaker("qemu");
        try (GuestEvents ps2 = new GuestEvents(guest.serial(), PS2)) {
            person.tap(VirtualInput.KEY_LEFTSHIFT);
            List<String> others = ps2.awaitLast("4 4 42", "1 42 1", SYN, "4 4 42", "1 42 0", SYN);
            // Its lights may change now that it is the only one.
            assertTrue(
                    others.stream().allMatch(event -> event.startsWith("17 ")), others::toString);
        }
        assertTrue(said("stats", pid()).contains("keys go to: qemu, pointer to: qemu\n"));
    }

    /// With `--long` only: QEMU keeps few keys for a slow guest's PS/2 keyboard, so on a machine
    /// that has much else to do, a line that is typed at once may have holes.
    @Test
    @Tag("long")
    @Order(11)
    void lines_typedOnQemusPs2Keyboard_run() {
        console.draw("# ", null);
        person.type("echo Typed on PS/2 >/dev/ttyS0\n");
        guest.serial().awaitText("Typed on PS/2\n");
        String line = "echo 'The quick brown fox, 0123456789, jumps over the lazy dog' >/dev/ttyS0";
        said("type", pid(), line + "\n");
        guest.serial().awaitText("0123456789, jumps over the lazy dog\n");
    }

    /// It does not repeat keys, and Linux does not for it: we do.
    @Test
    @Order(10)
    void keyIsHeld_itIsRepeated() {
        try (GuestEvents ps2 = new GuestEvents(guest.serial(), PS2)) {
            person.key(VirtualInput.KEY_F13, true);
            Await.untilTrue(() -> "repeats", LIMIT, () -> ps2.repeats() >= 5);
            person.key(VirtualInput.KEY_F13, false);
            List<String> _ = ps2.awaitLast("1 183 0", SYN);
        }
    }

    /// QEMU's USB devices, where the guest has a driver for them, go before its PS/2 ones.
    @Test
    @Order(12)
    void guestWithUsb_hasQemusUsbKeyboardAndTablet() {
        // Not before: the BIOS would drive them, and they would keep the keys.
        qmp.execute("device_add", Map.of("driver", "usb-kbd", "id", "usb-keys"));
        qmp.execute("device_add", Map.of("driver", "usb-tablet", "id", "usb-pointer"));
        guest.serial()
                .run("for m in $(grep -v psmouse /modules/later); do insmod /modules/$m.ko; done");
        awaitDevice(USB);
        awaitDevice(USB_TABLET);
        try (GuestEvents usb = new GuestEvents(guest.serial(), USB);
                GuestEvents tablet = new GuestEvents(guest.serial(), USB_TABLET)) {
            person.tap(VirtualInput.KEY_LEFTSHIFT);
            usb.await("4 4 458977", "1 42 1", SYN, "4 4 458977", "1 42 0", SYN);
            // QEMU does not tell when the guest changes to another pointer.
            Await.untilTrue(
                    () -> "the tablet to be used",
                    LIMIT,
                    () -> {
                        person.move(LEFT + 10, TOP + 10, SCREEN_WIDTH, SCREEN_HEIGHT);
                        person.move(LEFT + 20, TOP + 20, SCREEN_WIDTH, SCREEN_HEIGHT);
                        return !tablet.isEmpty();
                    });
            person.move(LEFT + WIDTH / 2, TOP + HEIGHT / 4, SCREEN_WIDTH, SCREEN_HEIGHT);
            tablet.awaitLast("3 0 16384", "3 1 8192", SYN);
        }
    }

    /// What is held when the guest starts our driver is lifted where it was pressed, and ours get
    /// what comes then, once.
    @Test
    @Order(13)
    void driverOfOursStarts_eachKeyArrivesOnce() {
        try (GuestEvents usb = new GuestEvents(guest.serial(), USB);
                GuestEvents ps2 = new GuestEvents(guest.serial(), PS2)) {
            person.key(VirtualInput.KEY_LEFTSHIFT, true);
            usb.await("4 4 458977", "1 42 1", SYN);
            guest.serial().run("insmod /modules/virtio_input.ko");
            usb.await("4 4 458977", "1 42 0", SYN);
            awaitTaker("virtio");
            try (GuestEvents ours = new GuestEvents(guest.serial(), OURS)) {
                person.key(VirtualInput.KEY_LEFTSHIFT, false);
                person.tap(VirtualInput.KEY_F13);
                ours.await("1 183 1", SYN, "1 183 0", SYN);
                usb.await();
                ps2.await();
            }
        }
    }

    private void awaitTaker(String right) {
        Map<String, String> both = Map.of("keyboard", right, "pointer", right);
        Await.untilTrue(
                () -> both + ", not " + stats().input(), LIMIT, () -> stats().input().equals(both));
    }

    private void awaitDevice(String name) {
        Await.untilTrue(
                () -> name,
                LIMIT,
                () ->
                        !guest.serial()
                                .run(
                                        "grep -l '^"
                                                + name
                                                + "$' /sys/class/input/event*/device/name || true")
                                .isBlank());
    }

    private void awaitLeds(String... right) {
        Await.untilTrue(
                () -> List.of(right) + " lit, not " + stats().leds(),
                LIMIT,
                () -> stats().leds().equals(List.of(right)));
    }

    private String pid() {
        return Long.toString(server().pid());
    }

    /// What `zeropane` prints.
    private String said(String... arguments) {
        try (Program zeropane = Zeropane.start(directory, arguments)) {
            assertEquals(0, zeropane.awaitExit(LIMIT));
            return zeropane.out().text();
        }
    }
}
