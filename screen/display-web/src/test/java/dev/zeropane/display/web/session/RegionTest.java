// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Rect;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RegionTest {
    private static final Rect ALL = new Rect(0, 0, 100, 100);

    private final Region region = new Region();

    @Test
    void farApart_stayTwo() {
        region.add(new Rect(0, 0, 1, 1));
        region.add(new Rect(90, 90, 5, 5));
        assertEquals(List.of(new Rect(0, 0, 1, 1), new Rect(90, 90, 5, 5)), region.take(ALL));
        assertTrue(region.isEmpty());
    }

    @Test
    void rowsOfText_becomeOne() {
        for (int y = 0; y < 100; y += 10) {
            region.add(new Rect(0, y, 80, 10));
        }
        assertEquals(List.of(new Rect(0, 0, 80, 100)), region.take(ALL));
    }

    @Test
    void take_part_leavesTheRest() {
        region.add(ALL);
        assertEquals(List.of(new Rect(10, 20, 30, 40)), region.take(new Rect(10, 20, 30, 40)));
        assertFalse(region.intersects(new Rect(10, 20, 30, 40)));
        assertTrue(region.intersects(new Rect(9, 20, 1, 1)));
        assertTrue(region.intersects(new Rect(40, 59, 1, 1)));
        assertTrue(region.intersects(new Rect(0, 99, 1, 1)));
    }

    @Test
    void anyRectangles_nothingIsLost_andTheyStayFew() {
        Random random = new Random(5);
        boolean[] added = new boolean[100 * 100];
        for (int i = 0; i < 200; i++) {
            int x = random.nextInt(100);
            int y = random.nextInt(100);
            Rect rect = new Rect(x, y, random.nextInt(101 - x), random.nextInt(101 - y));
            mark(added, rect);
            region.add(rect);
        }
        List<Rect> taken = region.take(ALL);
        assertTrue(taken.size() <= 16, taken.toString());
        boolean[] sent = new boolean[100 * 100];
        taken.forEach(rect -> mark(sent, rect));
        for (int i = 0; i < added.length; i++) {
            assertTrue(sent[i] || !added[i], i % 100 + "," + i / 100);
        }
    }

    private static void mark(boolean[] pixels, Rect rect) {
        for (int y = rect.y(); y < rect.bottom(); y++) {
            for (int x = rect.x(); x < rect.right(); x++) {
                pixels[y * 100 + x] = true;
            }
        }
    }
}
