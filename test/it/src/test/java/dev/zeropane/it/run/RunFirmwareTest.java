// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.SwayWindow;
import dev.zeropane.it.compositor.VirtualInput;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.rig.Vm;
import dev.zeropane.it.rig.VmPair;
import dev.zeropane.it.window.GuestWindows;
import dev.zeropane.it.window.WindowTest;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A person at the window of a guest that has only its UEFI firmware, whose keyboard driver tells
/// the device of no buffer that it puts back.
final class RunFirmwareTest extends WindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;

    private Sway sway;
    private RunGuest guest;
    private VirtualInput person;

    @Override
    protected void start(Path directory) {
        sway = keep(Sway.start(directory, WIDTH, HEIGHT));
        guest = keep(RunGuest.firmware(directory, sway));
        person = keep(new VirtualInput(sway));
        guest.serial().awaitText(Vm.SHELL_PROMPT);
        SwayWindow window = sway.awaitWindow(GuestWindows.APP_ID);
        // Sway moves one that changes its size.
        Await.untilTrue(
                () -> WIDTH + "x" + HEIGHT + ", not " + window.now(),
                LIMIT,
                () -> window.now().width() == WIDTH && window.now().height() == HEIGHT);
        window.move(0, 0);
        sway.command("[app_id=" + GuestWindows.APP_ID + "] focus");
    }

    @Override
    protected Program server() {
        return guest.process();
    }

    private Picture seen() {
        return sway.awaitWindow(GuestWindows.APP_ID).screenshot();
    }

    private void clear() {
        guest.serial().type("cls\r");
        guest.serial().awaitText(Vm.SHELL_PROMPT);
    }

    /// What the shell shows after this was typed at the serial port, on an empty screen.
    private Picture typed(String line) {
        Picture before = seen();
        clear();
        guest.serial().type(line);
        guest.serial().awaitText(Vm.SHELL_PROMPT);
        return Await.until(
                () -> "'" + line + "' in " + seen(),
                LIMIT,
                () -> {
                    Picture one = seen();
                    return one.equals(before) || !one.equals(seen())
                            ? Optional.empty()
                            : Optional.of(one);
                });
    }

    /// The firmware looks for a key 20 times a second, and of several it knows the last: a person
    /// waits for the echo.
    private void type(String text) {
        for (int i = 0; i < text.length(); i++) {
            String character = text.substring(i, i + 1);
            person.type(character);
            guest.serial().awaitText(character);
        }
    }

    @Test
    void typedText_isOnTheScreen() {
        // No letter that ends a sequence of the terminal's.
        String word = VmPair.randomWord().replace('m', 'n');
        // More keys than a ring has buffers for: the shell resets the keyboard with each line.
        String line = "echo " + (word + ' ').repeat(4) + word;
        Picture right = typed(line + "\r");
        clear();
        type(line);
        person.type("\n");
        guest.serial().awaitText(Vm.SHELL_PROMPT);
        awaitPicture("run-firmware-typed", right, this::seen);
        seen().write(SamePicture.PICTURES.resolve("run-firmware-typed.png"));
        // Once more what was typed last.
        person.tap(VirtualInput.KEY_UP);
        guest.serial().awaitText(line);
        person.type("\n");
        guest.serial().awaitText(Vm.SHELL_PROMPT);
    }
}
