// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.SwayWindow;
import dev.zeropane.it.compositor.VirtualInput;
import dev.zeropane.it.rig.ControlStats;
import dev.zeropane.it.rig.GuestDesktop;
import dev.zeropane.it.rig.QemuVersion;
import dev.zeropane.it.rig.SamePicture;
import dev.zeropane.it.window.WindowTest;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// Stock desktops in a real guest, with the pointers that they set themselves, as a person sees
/// them on the host's screen: what is around a pointer is the desktop.
final class GuestPointerTest extends WindowTest {
    private static final int WIDTH = 1400;
    private static final int HEIGHT = 900;

    /// Where the window is on that screen.
    private static final int X = 40;

    private static final int Y = 30;

    /// Where the pointer is in the window.
    private static final int POINTER_X = 500;

    private static final int POINTER_Y = 400;

    private static final Duration TO_START = Duration.ofMinutes(4);
    private static final int BACKGROUND = 0x205080;

    private GuestDesktop desktop;
    private Sway sway;
    private VirtualInput input;
    private RunGuest guest;
    private SwayWindow window;

    @Override
    protected void start(Path directory) {
        desktop = new GuestDesktop(directory);
        try {
            Files.writeString(
                    desktop.share().resolve("weston.ini"),
                    """
                    [shell]
                    background-color=0xff%06x
                    panel-position=none
                    """
                            .formatted(BACKGROUND));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sway = keep(Sway.start(directory, WIDTH, HEIGHT));
        input = keep(new VirtualInput(sway));
        guest =
                keep(
                        RunGuest.boot(
                                directory,
                                sway.socket(),
                                QemuVersion.QEMU_10_0,
                                desktop.machine()));
        window = sway.awaitWindow("dev.zeropane");
        window.move(X, Y);
        desktop.mount(guest.serial());
        Picture dark = awayFrom(seen -> seen.colours() == 1);
        // Of a pointer that no guest has set.
        awaitPointer("own", dark, covered -> covered.colours().size() > 2);
    }

    @Override
    protected Program server() {
        return guest.process();
    }

    /// Linux shows the cursor plane of a virtual machine only to those who know of hot spots, or to
    /// those who do not set everything at once; Weston is made one of the latter. It draws with
    /// what OpenGL takes least to start.
    @Test
    @Order(1)
    void weston_setsAnArrow() {
        start(
                "WESTON_DISABLE_ATOMIC=1 GALLIUM_DRIVER=softpipe",
                "/usr/bin/weston --backend=drm --renderer=gl --config=/share/weston.ini");
        Picture below = awayFrom(seen -> seen.colours() == 1 && seen.pixel(9, 9) == BACKGROUND);
        assertGuestsPointer("weston", below, 0);
    }

    /// Its retro look has an X for a pointer, and a pattern below it in which nothing gets lost.
    @Test
    @Order(2)
    void xorg_setsAnX() {
        long before = cursors();
        start("", GuestDesktop.XORG + " -retro");
        Picture below = awayFrom(seen -> seen.crop(9, 9, 4, 4).colours() == 2);
        assertGuestsPointer("xorg", below, before);
    }

    @AfterEach
    void endDesktop() {
        guest.serial().run("kill $!; wait; :");
    }

    private void start(String environment, String program) {
        guest.serial().send(GuestDesktop.command(environment, program) + " >/share/log 2>&1 &");
    }

    private String log() {
        return desktop.text("log");
    }

    private long cursors() {
        return ControlStats.number(stats().screen(), "cursors");
    }

    /// The window once it shows this, and no pointer.
    private Picture awayFrom(Predicate<Picture> looks) {
        input.move(5, 5, WIDTH, HEIGHT);
        return Await.until(
                () -> "the desktop, not " + window.screenshot() + "\n" + log(),
                TO_START,
                () -> Optional.of(window.screenshot()).filter(looks));
    }

    /// What the guest sets when a pointer comes is black and white; the compositor's own is smooth.
    private void assertGuestsPointer(String name, Picture below, long before) {
        awaitPointer(
                name,
                below,
                covered -> cursors() > before && covered.colours().equals(List.of(0, 0xffffff)));
    }

    /// Moves the pointer over the window, to and fro as people do who see nothing change, until it
    /// looks like this, and as pointers do anyway.
    private CoveredPixels awaitPointer(String name, Picture below, Predicate<CoveredPixels> looks) {
        try {
            return Await.until(
                    () ->
                            "a pointer, not %s; it was set %d times%n%s"
                                    .formatted(covered(below), cursors(), log()),
                    LIMIT,
                    () -> {
                        // A guest that begins hears nothing of a place that Linux knew before.
                        input.move(X + POINTER_X / 2, Y + POINTER_Y / 2, WIDTH, HEIGHT);
                        input.move(X + POINTER_X, Y + POINTER_Y, WIDTH, HEIGHT);
                        return Optional.of(covered(below))
                                .filter(CoveredPixels::isPointer)
                                .filter(looks);
                    });
        } finally {
            save(name);
        }
    }

    private CoveredPixels covered(Picture below) {
        return CoveredPixels.between(below, window.screenshot(), POINTER_X, POINTER_Y);
    }

    /// For people to look at.
    private void save(String name) {
        try {
            Files.createDirectories(SamePicture.PICTURES);
            sway.screenshot().write(SamePicture.PICTURES.resolve("pointer-" + name + ".png"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
