// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.window.GuestWindows;
import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import java.time.Duration;
import java.util.Optional;

/// The text console on a guest's screen, as a person sees it in the guest's window.
record GuestConsole(Sway sway, RunGuest guest) {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /// Starts the shell of a person, which the guest of the tests has not by itself.
    void startShell() {
        guest.serial().run("PS1='# ' setsid -c sh -i </dev/tty1 >/dev/tty1 2>&1 &");
    }

    /// Has the guest's window get what is typed.
    void focus() {
        sway.command("[app_id=" + GuestWindows.APP_ID + "] focus");
    }

    Picture seen() {
        return sway.awaitWindow(GuestWindows.APP_ID).screenshot();
    }

    /// Has the guest clear its screen and write a text, with the octal escapes of `printf`.
    ///
    /// @param other how the screen does not look then
    Picture draw(String text, Picture other) {
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
}
