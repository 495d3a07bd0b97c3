// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.wayland.geometry.Size;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/// Whether a screen may have a window after a user has closed it. The window opens again when the
/// guest turns the screen off and on or sets another mode, as at a reboot. If the user closes that
/// window soon, it stays closed, whatever the guest does, until there is another guest.
final class Dismissal {
    /// A user who does not want a window closes it within this time.
    private static final Duration SOON = Duration.ofMinutes(1);

    private final LongSupplier clock;
    private boolean closed;

    /// The size of the picture when the window was closed.
    private Optional<Size> size = Optional.empty();

    /// Whether the guest caused the next window to open.
    private boolean guestOpensNext;

    /// When the window opened, if the guest caused that.
    private OptionalLong openedByGuestAt = OptionalLong.empty();

    private boolean forGood;

    /// @param clock such as `System::nanoTime`
    Dismissal(LongSupplier clock) {
        this.clock = clock;
    }

    /// A user has closed the window.
    ///
    /// @param shown size of the picture in it
    void closed(Optional<Size> shown) {
        closed = true;
        size = shown;
        forGood =
                openedByGuestAt.isPresent()
                        && clock.getAsLong() - openedByGuestAt.getAsLong() < SOON.toNanos();
        openedByGuestAt = OptionalLong.empty();
    }

    /// Whether the window stays closed until there is another guest.
    boolean isForGood() {
        return forGood;
    }

    /// Another guest may begin to use the screen.
    void guestChanged() {
        closed = false;
        forGood = false;
        guestOpensNext = false;
        openedByGuestAt = OptionalLong.empty();
    }

    /// Decides whether to open a window for a screen that has none.
    ///
    /// @param now size of the picture to be shown
    boolean admit(Optional<Size> now) {
        if (closed && !forGood && !now.equals(size)) {
            closed = false;
            guestOpensNext = true;
        }
        boolean allowed = now.isPresent() && !closed;
        if (allowed && guestOpensNext) {
            guestOpensNext = false;
            openedByGuestAt = OptionalLong.of(clock.getAsLong());
        }
        return allowed;
    }
}
