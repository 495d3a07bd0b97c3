package dev.zeropane.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class CursorTest {
    private static final int PIXELS = Cursor.SIZE * Cursor.SIZE;

    @Test
    void of_wrongSize_refused() {
        assertThrows(IllegalArgumentException.class, () -> Cursor.of(new int[PIXELS - 1], 0, 0));
    }

    @Test
    void of_callersArrayChangesLater_cursorDoesNot() {
        int[] argb = new int[PIXELS];
        argb[5] = 0xff123456;
        Cursor cursor = Cursor.of(argb, 1, 2);
        argb[5] = 0;
        cursor.argb()[5] = 1;
        assertEquals(0xff123456, cursor.argb()[5]);
        assertFalse(cursor.hidden());
    }

    @Test
    void of_hotSpotOutside_movedInside() {
        Cursor cursor = Cursor.of(new int[PIXELS], -1, Integer.MAX_VALUE);
        assertEquals(0, cursor.hotX());
        assertEquals(63, cursor.hotY());
    }

    @Test
    void equals_samePicture_equal() {
        assertEquals(Cursor.of(new int[PIXELS], 1, 1), Cursor.of(new int[PIXELS], 1, 1));
        assertEquals(
                Cursor.of(new int[PIXELS], 1, 1).hashCode(),
                Cursor.of(new int[PIXELS], 1, 1).hashCode());
        assertNotEquals(Cursor.of(new int[PIXELS], 0, 0), Cursor.HIDDEN);
        assertTrue(Cursor.HIDDEN.hidden());
    }
}
