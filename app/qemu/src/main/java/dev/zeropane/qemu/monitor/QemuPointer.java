// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How the pointer of QEMU's that its guest uses now is moved: to a place if it is a tablet, by a
/// distance if it is a mouse. Belongs to the loop's thread.
final class QemuPointer {
    /// QEMU tells nobody when the guest changes to another pointer, so it is asked again.
    private static final Duration UP_TO_DATE = Duration.ofMillis(500);

    /// A PS/2 mouse says no more in one packet, and keeps four packets until the guest reads them.
    /// When it is full, a button that is pressed and released is lost.
    private static final int MAX_DISTANCE = 120;

    private enum Kind {
        NONE,
        MOUSE,
        TABLET
    }

    private Kind kind = Kind.NONE;
    private boolean asked;
    private long askedAt;

    /// Where a mouse was moved to, in pixels.
    private double x;

    private double y;
    private boolean placed;

    /// Whether it has to be asked for before a motion.
    boolean isUnknown() {
        return !asked || System.nanoTime() - askedAt > UP_TO_DATE.toNanos();
    }

    /// The answer to `query-mice`.
    void found(Object mice) {
        asked = true;
        askedAt = System.nanoTime();
        kind = Kind.NONE;
        if (mice instanceof List<?> list) {
            for (Object mouse : list) {
                if (mouse instanceof Map<?, ?> members
                        && Boolean.TRUE.equals(members.get("current"))) {
                    kind = Boolean.TRUE.equals(members.get("absolute")) ? Kind.TABLET : Kind.MOUSE;
                }
            }
        }
    }

    /// Adds a motion towards a place.
    ///
    /// @return whether it is there now
    boolean move(HandStep.Move to, InputEvents events) {
        return switch (kind) {
            case NONE -> true;
            case TABLET -> {
                events.absolute(to.x(), to.y());
                placed = false;
                yield true;
            }
            case MOUSE -> moveBy(to.x() * to.width(), to.y() * to.height(), events);
        };
    }

    private boolean moveBy(double toX, double toY, InputEvents events) {
        if (!placed) {
            // Where the guest has its pointer, nobody knows: from here on it follows.
            placed = true;
            x = toX;
            y = toY;
        }
        int right = distance(x, toX);
        int down = distance(y, toY);
        x += right;
        y += down;
        if (right != 0 || down != 0) {
            events.relative(right, down);
        }
        return distance(x, toX) == 0 && distance(y, toY) == 0;
    }

    private static int distance(double from, double to) {
        return Math.clamp(Math.round(to - from), -MAX_DISTANCE, MAX_DISTANCE);
    }
}
