// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.SwayWindow;
import dev.zeropane.it.compositor.VirtualInput;
import dev.zeropane.it.rig.Modetest;
import dev.zeropane.it.rig.RawPixels;
import dev.zeropane.it.window.GuestWindows;
import dev.zeropane.it.window.WindowTest;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// A person resizes the window of a guest that `zeropane run` started. What guests can follow, they
/// follow, in modes whose width is a multiple of 64.
final class RunResizeTest extends WindowTest {
    private static final int SCREEN_WIDTH = 1400;
    private static final int SCREEN_HEIGHT = 900;
    private static final int RESIZES = 50;
    private static final long BETWEEN_NANOS = 5_000_000_000L / RESIZES;
    private static final int BORDER = 8;

    private Sway sway;
    private RunGuest guest;

    @Override
    protected void start(Path directory) {
        sway = keep(Sway.start(directory, SCREEN_WIDTH, SCREEN_HEIGHT));
        guest = keep(RunGuest.boot(directory, sway));
        assertWindow(RawPixels.WIDTH, RawPixels.HEIGHT);
    }

    @Override
    protected Program server() {
        return guest.process();
    }

    private SwayWindow window() {
        return sway.awaitWindow(GuestWindows.APP_ID);
    }

    private void assertWindow(int width, int height) {
        SwayWindow window = window();
        assertEquals(width, window.width());
        assertEquals(height, window.height());
    }

    /// Waits until the guest has set this mode.
    private void awaitMode(String mode) {
        Await.untilTrue(
                () -> mode + " on the screen, not " + stats() + "\n" + server().err().text(),
                LIMIT,
                () -> mode.equals(stats().mode()));
    }

    /// Waits until programs of the guest would take this mode. Its console looks only for modes
    /// that have room in its buffer, and none else is found by looking as it does.
    private void awaitPreferred(String mode) {
        String connector = "/sys/class/drm/card0-Virtual-1";
        String look = "echo detect >%s/status; head -n 1 %s/modes".formatted(connector, connector);
        Await.untilTrue(
                () -> "the guest to prefer " + mode + ", not " + guest.serial().run(look),
                LIMIT,
                () -> guest.serial().run(look).equals(mode));
    }

    /// Has the guest draw, and waits until that is seen in the middle of the window.
    private void assertDraws(RawPixels pixels, int width, int height) {
        pixels.draw(guest.serial());
        SwayWindow window = window();
        awaitPicture(
                "run-" + pixels.text(),
                pixels.in(width, height, window.width(), window.height()),
                window::screenshot);
        stats().assertAliased();
    }

    /// What is scanned out then is the corner of a buffer that stays as wide as it was.
    @Test
    @Order(1)
    void smaller_consoleFollows_andTheDeviceCopiesNothing() {
        window().place(0, 0, 1000, 700);
        awaitMode("960x700");
        awaitPreferred("960x700");
        assertDraws(new RawPixels("Smaller0123456789"), 960, 700);
        assertWindow(1000, 700);
    }

    /// Linux's console keeps the buffer it has, so its picture becomes as large as that at most.
    @Test
    @Order(2)
    void larger_consoleIsInTheMiddle_untilAProgramSetsTheMode() {
        window().place(0, 0, 1344, 864);
        awaitPreferred("1344x864");
        assertDraws(new RawPixels("Larger0123456789"), RawPixels.WIDTH, RawPixels.HEIGHT);
        assertWindow(1344, 864);

        Modetest.start(guest.serial(), Modetest.show(guest.serial(), 1, "1344x864"));
        awaitMode("1344x864");
        int height = 864 * 6 / 9;
        awaitPicture(
                "run-modetest",
                Modetest.bars(1344, height),
                () -> window().screenshot().crop(0, 0, 1344, height));
        assertWindow(1344, 864);
        stats().assertAliased();
        Modetest.end(guest.serial());
    }

    @Test
    @Order(3)
    void cornerIsDragged_whereItIsLetGoCounts() {
        SwayWindow window = window();
        window.border(BORDER);
        window.place(0, 0, 700, 500);
        try (VirtualInput person = new VirtualInput(sway)) {
            SwayWindow before = window.now();
            Drag drag = new Drag(person, before);
            RandomGenerator random = RandomGenerator.getDefault();
            long next = System.nanoTime();
            for (int i = 0; i < RESIZES; i++) {
                drag.to(random.nextInt(320, 1380), random.nextInt(200, 880));
                next += BETWEEN_NANOS;
                LockSupport.parkNanos(next - System.nanoTime());
            }
            drag.to(1100, 600);
            drag.end();
        }
        awaitMode("1088x600");
        awaitPreferred("1088x600");
        assertDraws(new RawPixels("Dragged0123456789"), 1088, 600);
        assertWindow(1100, 600);
    }

    /// The lower right corner of a window, with a button held on it.
    private record Drag(VirtualInput person, SwayWindow before) {
        Drag {
            move(person, before, before.width(), before.height());
            person.button(VirtualInput.BTN_LEFT, true);
        }

        /// Has it be of this size.
        void to(int width, int height) {
            move(person, before, width, height);
        }

        private static void move(VirtualInput person, SwayWindow window, int width, int height) {
            person.move(
                    window.x() + width + BORDER / 2,
                    window.y() + height + BORDER / 2,
                    SCREEN_WIDTH,
                    SCREEN_HEIGHT);
        }

        void end() {
            person.button(VirtualInput.BTN_LEFT, false);
        }
    }
}
