// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.SwayWindow;
import dev.zeropane.it.compositor.VirtualInput;
import dev.zeropane.it.rig.RawPixels;
import dev.zeropane.it.window.GuestWindows;
import dev.zeropane.it.window.WindowTest;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// A guest of `zeropane run` with two screens: each has a window, whose size it follows, and the
/// pointer is on the screen whose window it is in. Linux's console shows the same on both.
final class RunTwoScreensTest extends WindowTest {
    private static final int SCREEN_WIDTH = 1600;
    private static final int SCREEN_HEIGHT = 900;
    private static final int WIDTH = 640;
    private static final int FIRST_HEIGHT = 480;
    private static final int SECOND_HEIGHT = 600;

    private Sway sway;
    private RunGuest guest;

    @Override
    protected void start(Path directory) {
        sway = keep(Sway.start(directory, SCREEN_WIDTH, SCREEN_HEIGHT));
        guest = keep(RunGuest.boot(directory, sway, "--max-outputs=2"));
    }

    @Override
    protected Program server() {
        return guest.process();
    }

    private List<SwayWindow> windows() {
        return sway.awaitWindows(GuestWindows.APP_ID, 2);
    }

    private void awaitMode(int screen, String mode) {
        Await.untilTrue(
                () -> mode + " on screen " + screen + ", not " + stats(),
                LIMIT,
                () -> mode.equals(stats().mode(screen)));
    }

    @Test
    @Order(1)
    void eachScreen_followsItsWindow() {
        SwayWindow first = windows().get(0);
        SwayWindow second = windows().get(1);
        assertNotEquals(first.title(), second.title());
        first.place(0, 0, WIDTH, FIRST_HEIGHT);
        second.place(WIDTH, 0, WIDTH, SECOND_HEIGHT);
        awaitMode(0, "640x480");
        awaitMode(1, "640x600");
        RawPixels pixels = new RawPixels("Screens0123456789");
        pixels.draw(guest.serial());
        awaitPicture(
                "run-first-screen",
                pixels.in(WIDTH, FIRST_HEIGHT, WIDTH, FIRST_HEIGHT),
                first::screenshot);
        awaitPicture(
                "run-second-screen",
                pixels.in(WIDTH, SECOND_HEIGHT, WIDTH, SECOND_HEIGHT),
                second::screenshot);
    }

    /// Both screens side by side are what the axes of the guest's tablet span.
    @Test
    @Order(2)
    void pointer_isOnTheScreenOfItsWindow() {
        try (VirtualInput person = new VirtualInput(sway);
                GuestEvents events = new GuestEvents(guest.serial(), "Zeropane Tablet")) {
            person.move(WIDTH / 2, SECOND_HEIGHT / 4, SCREEN_WIDTH, SCREEN_HEIGHT);
            events.await("3 0 8192", "3 1 8192", "0 0 0");
            person.move(WIDTH + WIDTH / 2, SECOND_HEIGHT / 2, SCREEN_WIDTH, SCREEN_HEIGHT);
            events.await("3 0 24576", "3 1 16384", "0 0 0");
        }
    }

    @Test
    @Order(3)
    void secondWindowIsClosed_theGuestRunsOn() {
        windows().get(1).close();
        sway.awaitWindows(GuestWindows.APP_ID, 1);
        server().err().await("the window of screen 1 was closed", LIMIT);
        assertEquals("up", guest.serial().run("echo up"));
    }
}
