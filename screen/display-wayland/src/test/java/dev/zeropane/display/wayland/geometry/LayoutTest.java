// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LayoutTest {
    private static final int UNSCALED = 120;

    private static Layout layout(
            int w, int h, int guestW, int guestH, Layout.Rule rule, int scale120) {
        return rule.layout(new Size(w, h), new Size(guestW, guestH), scale120);
    }

    @Test
    void oneToOne_inItsOwnSize_isAllOfIt() {
        assertEquals(
                new Layout(0, 0, 1280, 800, 1280, 800),
                layout(1280, 800, 1280, 800, Layout::oneToOne, UNSCALED));
    }

    @Test
    void oneToOne_inMoreRoom_isInTheMiddle() {
        assertEquals(
                new Layout(320, 160, 640, 480, 640, 480),
                layout(1280, 800, 640, 480, Layout::oneToOne, UNSCALED));
    }

    @Test
    void oneToOne_inLessRoom_isShownWhole() {
        assertEquals(
                new Layout(0, 50, 400, 300, 800, 600),
                layout(400, 400, 800, 600, Layout::oneToOne, UNSCALED));
    }

    @Test
    void fit_fillsOneSide() {
        assertEquals(
                new Layout(160, 0, 960, 720, 640, 480),
                layout(1280, 720, 640, 480, Layout::fit, UNSCALED));
        assertEquals(
                new Layout(0, 120, 640, 480, 1280, 960),
                layout(640, 720, 1280, 960, Layout::fit, UNSCALED));
    }

    @Test
    void oneToOne_scaledByTwo_isHalfAsManyLogicalPixels() {
        assertEquals(
                new Layout(0, 0, 640, 400, 1280, 800),
                layout(640, 400, 1280, 800, Layout::oneToOne, 2 * UNSCALED));
    }

    /// 1280 / 1.5 is 853.33: of the last, third of a logical pixel nothing is seen, but what is
    /// seen is not blurred.
    @Test
    void oneToOne_noWholeNumberOfLogicalPixels_cutsTheRest() {
        assertEquals(
                new Layout(0, 0, 853, 533, 1279.5, 799.5),
                layout(853, 533, 1280, 800, Layout::oneToOne, 180));
    }

    @ParameterizedTest
    @CsvSource({"120", "150", "180", "210", "240", "300", "121", "1920"})
    void margins_beginWithAPixelOfTheScreen(int scale120) {
        Layout layout = layout(1000, 1000, 320, 200, Layout::oneToOne, scale120);
        assertEquals(0, (long) layout.x() * scale120 % UNSCALED);
        assertEquals(0, (long) layout.y() * scale120 % UNSCALED);
    }

    /// Whatever is asked for, the picture is in its area and its source is in the guest's picture.
    @Test
    void any_isWithinBounds() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            Size area = new Size(1 + random.nextInt(16384), 1 + random.nextInt(16384));
            Size guest = new Size(1 + random.nextInt(16384), 1 + random.nextInt(16384));
            Layout.Rule rule = random.nextBoolean() ? Layout::fit : Layout::oneToOne;
            Layout layout = rule.layout(area, guest, 1 + random.nextInt(1920));
            assertTrue(
                    layout.x() >= 0
                            && layout.y() >= 0
                            && layout.width() >= 1
                            && layout.height() >= 1
                            && layout.x() + layout.width() <= area.width()
                            && layout.y() + layout.height() <= area.height()
                            && layout.sourceWidth() > 0
                            && layout.sourceHeight() > 0
                            && layout.sourceWidth() <= guest.width()
                            && layout.sourceHeight() <= guest.height(),
                    () -> layout + " of " + guest + " in " + area);
        }
    }
}
