// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import dev.zeropane.display.Mode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Decides whether the window follows the guest's size or the guest follows the window's. A window
/// takes the size of its guest; when the compositor gives the window another size, the guest is
/// asked to take that size. The two must not chase each other: the guest is not asked to take a
/// size that came from itself, and a guest that takes the size it was asked for, with its width
/// rounded down, does not move the edge that the user is dragging.
final class Following {
    /// The smallest size that a guest is asked to take.
    private static final Size MIN_GUEST = new Size(320, 200);

    /// The largest side that most GPUs can show.
    private static final int MAX_SIDE = 8192;

    /// How long a compositor may take to repeat a size that the window chose.
    private static final long ECHO_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// How long a guest may take to change to the size it was asked for. Until then it may have
    /// other sizes: a console that cannot take the size takes another one, until a program sets the
    /// mode.
    private static final long FOLLOW_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final int MAX_REMEMBERED = 32;

    /// A size that the window took from the guest.
    private record Own(Size area, long since) {}

    private final Consumer<Mode> wishes;
    private final LongSupplier clock;
    private final Deque<Own> own = new ArrayDeque<>();

    /// The sizes that the guest was asked to take and may still take, the latest last: it may take
    /// each of them on its way to the latest.
    private final Deque<Size> wished = new ArrayDeque<>();

    private Size guest;

    /// The size that the guest has, or was last asked to take.
    private Size expected;

    private long wishedAt;
    private boolean following;

    /// @param clock such as `System::nanoTime`
    Following(Size guest, Consumer<Mode> wishes, LongSupplier clock) {
        this.guest = guest;
        this.expected = guest;
        this.wishes = wishes;
        this.clock = clock;
    }

    /// The window chose this size for its content.
    void rememberOwn(Size area) {
        remember(own, new Own(area, clock.getAsLong()));
    }

    /// Whether the compositor only repeats a size that the window chose just before.
    boolean isEcho(Size area) {
        long now = clock.getAsLong();
        return own.stream().anyMatch(one -> now - one.since <= ECHO_NANOS && one.area.equals(area));
    }

    /// The compositor gave the window's content this size, in logical pixels.
    void askGuest(Size area, int scale120) {
        own.clear();
        if (!isWaiting() && area.equals(Layout.exact(guest, scale120))) {
            return;
        }
        Mode mode = mode(area, scale120);
        Size size = new Size(mode.width(), mode.height());
        if (!size.equals(expected)) {
            expected = size;
            remember(wished, size);
            wishedAt = clock.getAsLong();
            wishes.accept(mode);
        }
    }

    private static Mode mode(Size area, int scale120) {
        return new Mode(
                        side(area.width(), scale120, MIN_GUEST.width()),
                        side(area.height(), scale120, MIN_GUEST.height()))
                .withImportablePitch();
    }

    private static int side(int logical, int scale120, int least) {
        return Math.clamp((long) logical * scale120 / Layout.UNSCALED, least, MAX_SIDE);
    }

    private static <T> void remember(Deque<T> all, T one) {
        all.addLast(one);
        if (all.size() > MAX_REMEMBERED) {
            all.removeFirst();
        }
    }

    /// The guest has another size now.
    ///
    /// @return whether the guest follows the window: then the window keeps its size
    boolean guestResized(Size size) {
        boolean trying = isWaiting() && clock.getAsLong() - wishedAt < FOLLOW_TIMEOUT_NANOS;
        guest = size;
        following = wished.contains(size);
        if (following && size.equals(wished.getLast())) {
            expected = size;
            wished.clear();
        } else if (!following && !trying) {
            expected = size;
        }
        return following || trying;
    }

    /// Whether the guest has a size that it was asked to take.
    boolean isFollowing() {
        return following;
    }

    /// Whether the guest was asked to take a size that it does not have yet.
    boolean isWaiting() {
        return !expected.equals(guest);
    }
}
