// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Rect;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When what was sent with loss is sent again.
final class LossyAreasTest {
    private static final Rect ALL = new Rect(0, 0, 1000, 1000);
    private static final Rect LEFT = new Rect(0, 0, 100, 100);
    private static final Rect RIGHT = new Rect(500, 0, 100, 100);

    private final LossyAreas areas = new LossyAreas();

    private static long at(double halfSeconds) {
        return (long) (halfSeconds * LossyAreas.STILL_NANOS);
    }

    /// As a sender does, which looks when it was told to.
    private List<Rect> take(double when) {
        return areas.delay(ALL, at(when)) == 0 ? areas.take(ALL, List.of(), at(when)) : List.of();
    }

    @Test
    void exactAreas_areNeverSentAgain() {
        areas.sent(LEFT, true, at(0));
        assertEquals(Long.MAX_VALUE, areas.delay(ALL, at(9)));
    }

    @Test
    void stillArea_isSentAgain_once_notBeforeItsTime() {
        areas.sent(LEFT, false, at(0));
        assertEquals(at(1), areas.delay(ALL, at(0)));
        assertEquals(List.of(), take(0.9));
        assertEquals(List.of(), take(1.1));
        assertEquals(List.of(LEFT), take(2.2));
        areas.sent(LEFT, true, at(2.2));
        assertEquals(Long.MAX_VALUE, areas.delay(ALL, at(9)));
    }

    @Test
    void whatGoesOnMoving_isNot_whileItsNeighbourIs() {
        areas.sent(LEFT, false, at(0));
        areas.sent(RIGHT, false, at(0));
        for (double now = 0.1; now < 2.1; now += 0.1) {
            areas.sent(LEFT, false, at(now));
            assertEquals(List.of(), now < 2 ? take(now) : List.of());
        }
        assertEquals(List.of(RIGHT), take(2.15));
    }

    @Test
    void whatIsSentInAnyCase_isNotSentTwice() {
        areas.sent(LEFT, false, at(0));
        areas.sent(RIGHT, false, at(0));
        areas.delay(ALL, at(1.1));
        areas.delay(ALL, at(2.2));
        assertEquals(List.of(RIGHT), areas.take(ALL, List.of(LEFT), at(2.2)));
    }

    @Test
    void whatNobodyWants_waits() {
        areas.sent(LEFT, false, at(0));
        areas.delay(ALL, at(1.1));
        assertTrue(areas.delay(RIGHT, at(2.2)) > 0);
        assertEquals(List.of(), areas.take(RIGHT, List.of(), at(2.2)));
        assertEquals(List.of(LEFT), areas.take(ALL, List.of(), at(2.3)));
    }
}
