// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import dev.zeropane.it.compositor.VirtualInput;
import dev.zeropane.it.compositor.WestonInSway;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.window.WindowTest;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Program;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The least of [RunInputTest] with the other QEMU, in a compositor of another kind.
final class RunInputInWestonTest extends WindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final String SYN = "0 0 0";

    private WestonInSway weston;
    private RunGuest guest;
    private VirtualInput person;

    @Override
    protected void start(Path directory) {
        weston = keep(WestonInSway.start(directory, WIDTH, HEIGHT, WIDTH, HEIGHT));
        guest = keep(RunGuest.boot(directory, weston.socket(), QemuVersion.QEMU_11_1));
        person = keep(new VirtualInput(weston.outer()));
    }

    @Override
    protected Program server() {
        return guest.process();
    }

    @Test
    void keysPointerAndLights_areTheGuests() {
        try (GuestEvents keys = new GuestEvents(guest.serial(), "Zeropane Keyboard");
                GuestEvents pointer = new GuestEvents(guest.serial(), "Zeropane Tablet")) {
            person.move(WIDTH / 2, HEIGHT / 4, WIDTH, HEIGHT);
            // Weston may first say where its pointer begins.
            pointer.awaitLast("3 0 16384", "3 1 8192", SYN); // ABS_X, ABS_Y
            person.button(VirtualInput.BTN_LEFT, true);
            person.button(VirtualInput.BTN_LEFT, false);
            pointer.await("1 272 1", SYN, "1 272 0", SYN);
            person.wheel(0, 1);
            // In a window Weston says only how many pixels: 15, of which 10 are a notch.
            pointer.await("2 11 -180", "2 8 -1", SYN); // REL_WHEEL_HI_RES, REL_WHEEL
            person.tap(VirtualInput.KEY_F13);
            keys.await("1 183 1", SYN, "1 183 0", SYN);
            person.tap(VirtualInput.KEY_CAPSLOCK);
            Await.untilTrue(
                    () -> "Caps Lock's light, not " + stats().leds(),
                    LIMIT,
                    () -> stats().leds().equals(List.of("caps-lock")));
        }
    }
}
