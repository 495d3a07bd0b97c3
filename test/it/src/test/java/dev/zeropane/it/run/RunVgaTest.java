// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.VirtualInput;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.window.GuestWindows;
import dev.zeropane.it.window.WindowTest;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A person at the window of a guest that `zeropane run --device vga` started.
final class RunVgaTest extends WindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;

    /// Wider than the window, so that there is a place for the pointer beside it.
    private static final int SCREEN_WIDTH = 1400;

    private Path directory;
    private Sway sway;
    private RunGuest guest;
    private VirtualInput person;

    @Override
    protected void start(Path directory) {
        this.directory = directory;
        sway = keep(Sway.start(directory, SCREEN_WIDTH, HEIGHT));
        guest =
                keep(
                        RunGuest.boot(
                                directory, sway.socket(), QemuVersion.QEMU_11_1, "--device=vga"));
        person = keep(new VirtualInput(sway));
        sway.awaitWindow(GuestWindows.APP_ID).move(0, 0);
        person.move(SCREEN_WIDTH - 1, HEIGHT - 1, SCREEN_WIDTH, HEIGHT);
        sway.command("[app_id=" + GuestWindows.APP_ID + "] focus");
        // The shell of a person, which the guest of the tests has not by itself.
        guest.serial().run("PS1='# ' setsid -c sh -i </dev/tty1 >/dev/tty1 2>&1 &");
    }

    @Override
    protected Program server() {
        return guest.process();
    }

    private Picture seen() {
        return sway.awaitWindow(GuestWindows.APP_ID).screenshot();
    }

    /// Has the guest clear its screen and write a text.
    ///
    /// @param other how the screen does not look then
    private Picture draw(String text, Picture other) {
        guest.serial().run("printf '\\033[H\\033[2J" + text + "' >/dev/tty1");
        return Await.until(
                () -> "'" + text + "' in " + seen(),
                LIMIT,
                () -> {
                    Picture one = seen();
                    return one.equals(other) || !one.equals(seen())
                            ? Optional.empty()
                            : Optional.of(one);
                });
    }

    @Test
    void typedText_isOnTheScreen_andOnTheScreenshot() {
        assertEquals("vga", stats().all().get("device"));
        Picture empty = draw("", null);
        assertEquals(WIDTH, empty.width());
        assertEquals(HEIGHT, empty.height());
        Picture right = draw("Typed by hand\\n# ", empty);
        draw("", right);
        person.type("clear; echo Typed by hand\n");
        awaitPicture("run-vga-typed", right, this::seen);
        Path file = directory.resolve("shot.png");
        try (Program shot =
                Zeropane.start(
                        directory, "screenshot", Long.toString(server().pid()), file.toString())) {
            assertEquals(0, shot.awaitExit(LIMIT), shot.err().text());
        }
        Picture picture = Picture.read(file);
        picture.write(SamePicture.PICTURES.resolve("run-vga-typed.png"));
        assertEquals(right, picture);
    }
}
