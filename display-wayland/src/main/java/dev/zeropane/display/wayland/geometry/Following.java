// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import dev.zeropane.display.Mode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Who follows whom. A window takes the size of its guest; where it is given another, the guest is
/// wished to take that. Neither must go round in circles: a size that came from the guest is no
/// wish, and a guest that does as was wished, with its width rounded down, does not move the edge
/// that the user is dragging.
final class Following {
    private static final Size LEAST = new Size(320, 200);

    /// What GPUs can show, by and large.
    private static final int MOST = 8192;

    /// How long a compositor may take to say a size that the window had by itself.
    private static final long ECHO_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// How long a guest may take to do what was wished, and what else it may do on its way there: a
    /// console that cannot have the size takes another, until somebody sets the mode.
    private static final long TO_FOLLOW_NANOS = TimeUnit.SECONDS.toNanos(3);

    /// Of sizes to be remembered.
    private static final int MANY = 32;

    /// A size that the window took after the guest.
    private record Own(Size area, long since) {}

    private final Consumer<Mode> wishes;
    private final LongSupplier clock;
    private final Deque<Own> own = new ArrayDeque<>();

    /// What was wished until the guest had done the last of it: it may get there by all of them.
    private final Deque<Size> wished = new ArrayDeque<>();

    private Size guest;

    /// What the guest has, or was wished to take last.
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

    /// The window's content has this size by itself.
    void own(Size area) {
        remember(own, new Own(area, clock.getAsLong()));
    }

    /// Whether the compositor only repeats what the window said of itself.
    boolean isEcho(Size area) {
        long now = clock.getAsLong();
        own.removeIf(one -> now - one.since > ECHO_NANOS);
        return own.stream().anyMatch(one -> one.area.equals(area));
    }

    /// Somebody else gave the window's content this size, in logical pixels.
    void given(Size area, int scale120) {
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
                        side(area.width(), scale120, LEAST.width()),
                        side(area.height(), scale120, LEAST.height()))
                .withImportablePitch();
    }

    private static int side(int logical, int scale120, int least) {
        return Math.clamp((long) logical * scale120 / Layout.UNSCALED, least, MOST);
    }

    private static <T> void remember(Deque<T> all, T one) {
        all.addLast(one);
        if (all.size() > MANY) {
            all.removeFirst();
        }
    }

    /// The guest has another size now.
    ///
    /// @return whether that comes of a wish, and the window stays as it is
    boolean follows(Size size) {
        boolean trying = isWaiting() && clock.getAsLong() - wishedAt < TO_FOLLOW_NANOS;
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

    /// Whether the guest has a size that it was wished to take.
    boolean isFollowing() {
        return following;
    }

    /// Whether the guest was wished to take a size that it does not have yet.
    boolean isWaiting() {
        return !expected.equals(guest);
    }
}
