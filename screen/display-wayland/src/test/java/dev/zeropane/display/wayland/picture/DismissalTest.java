// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.wayland.geometry.Size;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DismissalTest {
    private static final Optional<Size> OFF = Optional.empty();
    private static final Optional<Size> SMALL = Optional.of(new Size(640, 480));
    private static final Optional<Size> LARGE = Optional.of(new Size(1024, 768));

    private long now;
    private final Dismissal dismissal = new Dismissal(() -> now);

    private void pass(int seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void neverClosed_opensForAnyPicture() {
        assertFalse(dismissal.admit(OFF));
        assertTrue(dismissal.admit(SMALL));
        assertTrue(dismissal.admit(LARGE));
    }

    @Test
    void closed_opensForAnotherMode_orAfterOff() {
        dismissal.closed(SMALL);
        assertFalse(dismissal.admit(SMALL));
        assertTrue(dismissal.admit(LARGE));
        pass(60);
        dismissal.closed(LARGE);
        assertFalse(dismissal.admit(LARGE));
        assertFalse(dismissal.admit(OFF));
        assertTrue(dismissal.admit(LARGE));
    }

    @Test
    void closedAgainSoon_staysClosed_untilTheGuestIsAnother() {
        dismissal.closed(SMALL);
        assertTrue(dismissal.admit(LARGE));
        pass(59);
        dismissal.closed(LARGE);
        assertTrue(dismissal.isForGood());
        for (int i = 0; i < 1000; i++) {
            pass(3600);
            assertFalse(dismissal.admit(OFF));
            assertFalse(dismissal.admit(i % 2 == 0 ? SMALL : LARGE));
        }
        dismissal.guestChanged();
        assertTrue(dismissal.admit(LARGE));
        dismissal.closed(LARGE);
        assertFalse(dismissal.isForGood());
    }

    /// The time counts from when there is a window, not from when the screen was turned off.
    @Test
    void offForLong_thenOn_andClosedAgain_staysClosed() {
        dismissal.closed(SMALL);
        assertFalse(dismissal.admit(OFF));
        pass(3600);
        assertTrue(dismissal.admit(SMALL));
        pass(1);
        dismissal.closed(SMALL);
        assertTrue(dismissal.isForGood());
    }

    /// A guest that reboots now and then.
    @Test
    void closedMuchLater_opensAgain_anyNumberOfTimes() {
        for (int i = 0; i < 100; i++) {
            dismissal.closed(SMALL);
            assertFalse(dismissal.isForGood());
            assertTrue(dismissal.admit(LARGE));
            pass(600);
        }
    }
}
