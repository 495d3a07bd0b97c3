// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import dev.zeropane.display.Rect;
import java.time.Duration;
import java.util.List;

/// Where a client's picture is not exact: sent again, exactly, once nothing has changed there for a
/// while. So what moves costs little, and what one looks at is right in the end.
final class LossyAreas {
    /// What has not been sent for so long is still; at most twice as long.
    static final long STILL_NANOS = Duration.ofMillis(500).toNanos();

    /// Sent since the last turn.
    private final Region recent = new Region();

    /// Sent between the last two turns, and not since.
    private final Region earlier = new Region();

    /// To be sent again.
    private final Region still = new Region();

    private long nextTurn;

    /// This was sent.
    void sent(Rect rect, boolean exact, long now) {
        recent.take(rect);
        earlier.take(rect);
        still.take(rect);
        if (!exact) {
            if (isWithoutTurns()) {
                nextTurn = now + STILL_NANOS;
            }
            recent.add(rect);
        }
    }

    private boolean isWithoutTurns() {
        return recent.isEmpty() && earlier.isEmpty();
    }

    /// How long it is until there may be something within an area to be sent again.
    long delay(Rect area, long now) {
        turn(now);
        if (still.intersects(area)) {
            return 0;
        }
        return isWithoutTurns() ? Long.MAX_VALUE : nextTurn - now;
    }

    /// Takes what is to be sent again within an area.
    ///
    /// @param changed what is sent in any case
    List<Rect> take(Rect area, List<Rect> changed, long now) {
        turn(now);
        changed.forEach(still::take);
        return still.take(area);
    }

    private void turn(long now) {
        if (!isWithoutTurns() && now - nextTurn >= 0) {
            earlier.moveTo(still);
            recent.moveTo(earlier);
            nextTurn = now + STILL_NANOS;
        }
    }

    /// All of it will be sent.
    void clear() {
        recent.clear();
        earlier.clear();
        still.clear();
    }
}
