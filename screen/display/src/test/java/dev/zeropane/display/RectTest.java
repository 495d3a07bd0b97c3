// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RectTest {
    private static final int MAX = Integer.MAX_VALUE;

    @ParameterizedTest
    @CsvSource({
        "-1, 0, 1, 1",
        "0, -1, 1, 1",
        "0, 0, -1, 1",
        "0, 0, 1, -1",
        "2147483647, 0, 1, 1",
        "0, 2147483647, 1, 1",
        "1, 1, 2147483647, 1",
    })
    void rect_numbersOutOfRange_refused(int x, int y, int width, int height) {
        assertThrows(IllegalArgumentException.class, () -> new Rect(x, y, width, height));
    }

    @Test
    void rect_largestSize_hasFarEdges() {
        Rect rect = new Rect(1, 2, MAX - 1, MAX - 2);
        assertEquals(MAX, rect.right());
        assertEquals(MAX, rect.bottom());
    }

    @Test
    void isEmpty_oneSideZero_true() {
        assertTrue(new Rect(3, 4, 0, 5).isEmpty());
        assertTrue(new Rect(3, 4, 5, 0).isEmpty());
        assertTrue(Rect.EMPTY.isEmpty());
        assertFalse(new Rect(0, 0, 1, 1).isEmpty());
    }

    @Test
    void union_twoRects_coversBoth() {
        Rect a = new Rect(10, 20, 5, 5);
        Rect b = new Rect(0, 22, 12, 10);
        assertEquals(new Rect(0, 20, 15, 12), a.union(b));
        assertEquals(a.union(b), b.union(a));
    }

    @Test
    void union_emptyElsewhere_addsNothing() {
        Rect a = new Rect(10, 20, 5, 5);
        assertEquals(a, a.union(new Rect(500, 500, 0, 9)));
        assertEquals(a, new Rect(500, 500, 0, 9).union(a));
        assertEquals(Rect.EMPTY, new Rect(1, 1, 0, 0).union(new Rect(2, 2, 0, 0)));
    }

    @Test
    void union_oneCoversTheOther_isThatOne() {
        Rect outer = new Rect(10, 20, 50, 50);
        for (Rect inner : List.of(outer, new Rect(10, 20, 1, 1), new Rect(59, 69, 1, 1))) {
            assertEquals(outer, outer.union(inner));
            assertEquals(outer, inner.union(outer));
        }
        assertEquals(new Rect(10, 20, 51, 50), outer.union(new Rect(60, 20, 1, 50)));
        assertEquals(new Rect(10, 20, 50, 51), outer.union(new Rect(10, 21, 50, 50)));
    }

    @Test
    void union_farthestCorners_doesNotOverflow() {
        Rect a = new Rect(0, 0, 1, 1);
        Rect b = new Rect(MAX - 1, MAX - 1, 1, 1);
        assertEquals(new Rect(0, 0, MAX, MAX), a.union(b));
    }

    @Test
    void intersect_overlapping_commonPart() {
        assertEquals(
                new Rect(10, 22, 2, 3), new Rect(10, 20, 5, 5).intersect(new Rect(0, 22, 12, 10)));
    }

    @Test
    void intersect_touchingOrEmpty_empty() {
        assertEquals(Rect.EMPTY, new Rect(0, 0, 5, 5).intersect(new Rect(5, 0, 5, 5)));
        assertEquals(Rect.EMPTY, new Rect(0, 0, 5, 5).intersect(new Rect(2, 2, 0, 5)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 640, 480, true",
        "640, 480, 0, 0, true",
        "639, 479, 1, 1, true",
        "639, 479, 2, 1, false",
        "639, 479, 1, 2, false",
        "641, 0, 0, 0, false",
        "-1, 0, 1, 1, false",
        "0, 0, -1, 1, false",
        "4294967295, 0, 2, 1, false",
        "9223372036854775807, 0, 9223372036854775807, 1, false",
        "1, 1, 9223372036854775807, 9223372036854775807, false",
    })
    void fits_numbersOfAnySize_comparedWithoutOverflow(
            long x, long y, long width, long height, boolean expected) {
        assertEquals(expected, Rect.fits(x, y, width, height, 640, 480));
    }
}
