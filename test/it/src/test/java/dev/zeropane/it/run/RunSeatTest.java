// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.it.compositor.VirtualInput;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.window.WindowTest;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.JvmMemory;
import dev.zeropane.testkit.ProcessUsage;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.wayland.TestCompositor;
import dev.zeropane.testkit.wayland.Window;
import dev.zeropane.testkit.wayland.journal.Rect;
import dev.zeropane.testkit.wayland.options.CompositorOptions;
import dev.zeropane.wayland.protocol.WlSeat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// A real guest in a compositor of the test's, which has what tests cannot have of Sway: fingers,
/// and a pointer that is sure to move as often as it shall, however busy the machine is.
final class RunSeatTest extends WindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final String SYN = "0 0 0";
    private static final String SYN_DROPPED = "0 3 0";

    /// Some 700 reports arrive.
    private static final int MAX_DROPPED = 5;

    private static final Duration PROMPT = Duration.ofSeconds(15);

    /// Less than 7 bytes for each motion.
    private static final long SPARE_KIB = 512;

    private TestCompositor compositor;
    private RunGuest guest;
    private Window window;

    @Override
    protected void start(Path directory) {
        compositor =
                keep(
                        TestCompositor.start(
                                directory,
                                new CompositorOptions()
                                        .capabilities(
                                                WlSeat.CAPABILITY_POINTER
                                                        | WlSeat.CAPABILITY_KEYBOARD
                                                        | WlSeat.CAPABILITY_TOUCH)));
        guest = keep(RunGuest.boot(directory, compositor.socket(), QemuVersion.QEMU_10_0));
        window = compositor.awaitWindow();
        Rect whole = new Rect(0, 0, WIDTH, HEIGHT);
        Await.untilTrue(
                () -> "a picture of " + whole + ", not " + window.parts(),
                LIMIT,
                () -> window.parts().getLast().area().equals(whole));
    }

    @Override
    protected Program server() {
        return guest.process();
    }

    /// 53 is ABS_MT_POSITION_X, 54 Y, 57 ABS_MT_TRACKING_ID, 47 ABS_MT_SLOT, which guests begin
    /// with 0, and 330 BTN_TOUCH.
    @Test
    @Order(1)
    void fingers_haveTheirSlotsIdsAndPlaces() {
        var input = compositor.input();
        try (GuestEvents events = new GuestEvents(guest.serial(), "Zeropane Touch Screen")) {
            input.touchDown(window, 7, 320, 200);
            input.touchDown(window, 9, 960, 600);
            input.touchFrame();
            events.await(
                    "3 57 0",
                    "3 53 8192",
                    "3 54 8192",
                    "3 47 1",
                    "3 57 1",
                    "3 53 24576",
                    "3 54 24576",
                    "1 330 1",
                    SYN);
            input.touchMotion(7, 640, 200);
            input.touchMotion(9, 960, 200);
            input.touchFrame();
            events.await("3 47 0", "3 53 16384", "3 47 1", "3 54 8192", SYN);
            input.touchUp(7);
            input.touchFrame();
            events.await("3 47 0", "3 57 -1", SYN);
            // Another one, in the place in the table that is free.
            input.touchDown(window, 3, 320, 400);
            input.touchFrame();
            events.await("3 57 2", "3 53 8192", "3 54 16384", SYN);
            input.touchUp(3);
            input.touchUp(9);
            input.touchFrame();
            events.await("3 57 -1", "3 47 1", "3 57 -1", "1 330 0", SYN);
            input.touchDown(window, 0, 1, 1);
            input.touchFrame();
            events.await("3 47 0", "3 57 3", "3 53 26", "3 54 41", "1 330 1", SYN);
            input.touchCancel();
            events.await("3 57 -1", "1 330 0", SYN);
        }
    }

    /// They go the way of a mouse's: from a compositor's socket through the window's seat. Sway's
    /// virtual pointer is as fast on a machine with nothing else to do, but not on a busy one.
    /// Motion that the guest is not told of was overtaken by later motion; what counts is that it
    /// is told of no place by halves, that its kernel drops next to nothing, and where the pointer
    /// is in the end.
    @Test
    @Order(2)
    void tenThousandMotionsASecond_everyReportIsWhole_andTheGuestAnswers() {
        var input = compositor.input();
        input.pointerEnter(window, 0, 0);
        input.keyboardEnter(window);
        long pid = server().pid();
        try (GuestEvents pointer = new GuestEvents(guest.serial(), "Zeropane Tablet");
                GuestEvents keys = new GuestEvents(guest.serial(), "Zeropane Keyboard");
                PointerFlood flood = new PointerFlood(input, WIDTH, HEIGHT)) {
            flood.awaitSent(PointerFlood.PER_SECOND * 2);
            JvmMemory before = JvmMemory.of(pid);
            int descriptors = ProcessUsage.of(pid).descriptors();
            assertPrompt(
                    "a key",
                    () -> {
                        input.key(VirtualInput.KEY_F13, true);
                        input.key(VirtualInput.KEY_F13, false);
                        keys.await("1 183 1", SYN, "1 183 0", SYN);
                    });
            assertPrompt("the serial port", () -> guest.serial().run("true"));
            Duration took = flood.awaitEnd();
            JvmMemory after = JvmMemory.of(pid);
            int descriptorsAfter = ProcessUsage.of(pid).descriptors();
            input.motion(WIDTH / 2, HEIGHT / 2);
            input.button(VirtualInput.BTN_LEFT, true);
            input.button(VirtualInput.BTN_LEFT, false);
            List<String> reports =
                    pointer.awaitLast(
                            "3 0 16384", "3 1 16384", SYN, "1 272 1", SYN, "1 272 0", SYN);
            assertWhole(reports);
            assertTrue(took.toSeconds() < 20, () -> "it took the test " + took);
            assertEquals(descriptors, descriptorsAfter);
            assertTrue(after.moreThan(before) <= SPARE_KIB, () -> before + " became " + after);
        }
    }

    /// Both coordinates are the same in every place. Where the guest did not let its own program
    /// read for a while, its kernel says so (`SYN_DROPPED`) and passes on what is left of a report.
    private static void assertWhole(List<String> events) {
        assertTrue(events.size() > 300, () -> "few reports: " + events);
        int dropped = 0;
        for (int i = 0; i < events.size(); ) {
            if (events.get(i).equals(SYN_DROPPED)) {
                int left = events.subList(i, events.size()).indexOf(SYN);
                assertTrue(left > 0, () -> "no end of a report: " + events);
                dropped++;
                i += left + 1;
                continue;
            }
            List<String> report = events.subList(i, Math.min(i + 3, events.size()));
            String place = report.getFirst().replaceFirst("3 0 ", "");
            assertEquals(List.of("3 0 " + place, "3 1 " + place, SYN), report, "event " + i);
            i += 3;
        }
        assertTrue(dropped < MAX_DROPPED, "the guest's kernel dropped " + dropped + " times");
    }

    private static void assertPrompt(String what, Runnable question) {
        long start = System.nanoTime();
        question.run();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(PROMPT) < 0, () -> what + " took " + took);
    }
}
