// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.VirtualInput;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.window.GuestWindows;
import dev.zeropane.it.window.WindowTest;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import java.nio.file.Path;
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
    private GuestConsole console;
    private VirtualInput person;

    @Override
    protected void start(Path directory) {
        this.directory = directory;
        sway = keep(Sway.start(directory, SCREEN_WIDTH, HEIGHT));
        guest =
                keep(
                        RunGuest.boot(
                                directory, sway.socket(), QemuVersion.QEMU_11_1, "--device=vga"));
        console = new GuestConsole(sway, guest);
        person = keep(new VirtualInput(sway));
        sway.awaitWindow(GuestWindows.APP_ID).move(0, 0);
        person.move(SCREEN_WIDTH - 1, HEIGHT - 1, SCREEN_WIDTH, HEIGHT);
        console.focus();
        console.startShell();
    }

    @Override
    protected Program server() {
        return guest.process();
    }

    @Test
    void typedText_isOnTheScreen_andOnTheScreenshot() {
        assertEquals("vga", stats().all().get("device"));
        Picture empty = console.draw("", null);
        assertEquals(WIDTH, empty.width());
        assertEquals(HEIGHT, empty.height());
        Picture right = console.draw("Typed by hand\\n# ", empty);
        console.draw("", right);
        person.type("clear; echo Typed by hand\n");
        awaitPicture("run-vga-typed", right, console::seen);
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
