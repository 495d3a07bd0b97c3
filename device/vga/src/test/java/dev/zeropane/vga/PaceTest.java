// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Rect;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PaceTest {
    private static final long MILLI = 1_000_000;
    private static final Rect LETTER = new Rect(8, 32, 8, 16);

    private final Pace pace = new Pace();

    private void calm() {
        while (pace.isActive()) {
            pace.recordComparison(Rect.EMPTY);
        }
    }

    @Test
    void whileThingsChange_comparesAllSixtyTimesASecond() {
        pace.recordComparison(LETTER);
        assertTrue(pace.isActive());
        assertEquals(Pace.FRAME_NANOS - 2 * MILLI, pace.delay(2 * MILLI));
    }

    @Test
    void slowComparison_takesHalfAProcessor() {
        assertEquals(40 * MILLI, pace.delay(40 * MILLI));
    }

    @Test
    void nothingChanged_isIdleSoon() {
        pace.recordComparison(LETTER);
        pace.recordComparison(Rect.EMPTY);
        pace.recordComparison(Rect.EMPTY);
        assertTrue(pace.isActive());
        pace.recordComparison(Rect.EMPTY);
        assertFalse(pace.isActive());
        pace.noteGuestActivity();
        assertTrue(pace.isActive());
    }

    @Test
    void idle_everyRowHasItsTurnInAQuarterOfASecond() {
        calm();
        long time = 0;
        Set<Integer> rows = new HashSet<>();
        for (int i = 0; i < Pace.STEPS; i++) {
            for (int top = pace.firstRow(); top < 1080; top += Pace.STRIDE) {
                for (int row = top; row < top + Pace.BAND; row++) {
                    assertTrue(rows.add(row), "row " + row + " twice");
                }
            }
            pace.recordStep();
            time += pace.delay(MILLI / 10);
        }
        assertEquals(1080, rows.size());
        assertTrue(time <= 250 * MILLI, time + " ns");
    }

    @Test
    void idleForLong_isLookedAtHalfAsOften() {
        calm();
        assertEquals(Pace.STEP_NANOS, pace.delay(0));
        for (int i = 0; i < 32; i++) {
            pace.recordStep();
        }
        assertEquals(Pace.SLOW_STEP_NANOS, pace.delay(0));
        pace.noteGuestActivity();
        calm();
        assertEquals(Pace.STEP_NANOS, pace.delay(0));
    }

    @Test
    void idle_costsAHundredthUnlessThatTakesASecond() {
        calm();
        assertEquals(99 * MILLI, pace.delay(MILLI));
        assertEquals(250 * MILLI, pace.delay(20 * MILLI));
        assertEquals(250 * MILLI, pace.delay(Long.MAX_VALUE / 100));
    }

    @Test
    void whereSomethingSmallChangedLast_isLookedAtEachTime() {
        pace.recordComparison(LETTER);
        calm();
        assertEquals(LETTER, pace.recent());
        pace.recordComparison(new Rect(0, 0, 640, 480));
        assertEquals(Rect.EMPTY, pace.recent());
    }
}
