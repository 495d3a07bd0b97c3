// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CursorPictureTest {
    private static final int SIDE = 64;
    private static final int PIXELS = SIDE * SIDE;

    private static CursorPicture picture(int[] argb, int hotX, int hotY) {
        return CursorPicture.of(SIDE, SIDE, argb, hotX, hotY);
    }

    @ParameterizedTest
    @CsvSource({"64, 64, 4095", "0, 0, 0", "-1, -1, 1", "257, 1, 257", "1, 257, 257"})
    void of_wrongSize_refused(int width, int height, int pixels) {
        assertThrows(
                IllegalArgumentException.class,
                () -> CursorPicture.of(width, height, new int[pixels], 0, 0));
    }

    @Test
    void of_callersArrayChangesLater_cursorDoesNot() {
        int[] argb = new int[PIXELS];
        argb[5] = 0xff123456;
        CursorPicture cursor = picture(argb, 1, 2);
        argb[5] = 0;
        cursor.argb()[5] = 1;
        assertEquals(0xff123456, cursor.argb()[5]);
    }

    @Test
    void of_hotSpotOutside_movedInside() {
        CursorPicture cursor = CursorPicture.of(2, 3, new int[6], -1, Integer.MAX_VALUE);
        assertEquals(0, cursor.hotX());
        assertEquals(2, cursor.hotY());
    }

    @Test
    void equals_samePicture_equal() {
        assertEquals(picture(new int[PIXELS], 1, 1), picture(new int[PIXELS], 1, 1));
        assertEquals(
                picture(new int[PIXELS], 1, 1).hashCode(),
                picture(new int[PIXELS], 1, 1).hashCode());
        assertNotEquals(
                CursorPicture.of(2, 3, new int[6], 0, 0), CursorPicture.of(3, 2, new int[6], 0, 0));
        assertNotEquals(picture(new int[PIXELS], 0, 0), Cursor.HIDDEN);
        assertNotEquals(Cursor.NOT_SET, Cursor.HIDDEN);
    }
}
