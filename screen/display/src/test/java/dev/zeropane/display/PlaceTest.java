// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class PlaceTest {
    @Test
    void outsideOfThePicture_isMovedToItsEdge() {
        assertEquals(new Place(2, 0, 1), Place.ofPixel(2, -3, 900, 640, 480));
    }

    @Test
    void pixel_isAFractionOfThePicture() {
        assertEquals(new Place(0, 0.25, 0.5), Place.ofPixel(0, 160, 240, 640, 480));
    }

    @Test
    void whatIsNoPlace_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Place(-1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Place.ofPixel(0, 0, 0, 0, 480));
    }
}
