// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Rect;
import dev.zeropane.display.wayland.geometry.Decoration;
import dev.zeropane.display.wayland.geometry.Decoration.Buttons;
import dev.zeropane.display.wayland.geometry.Hit;
import dev.zeropane.display.wayland.window.DecorationPainter.Look;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecorationPainterTest {
    private static final int UNTOUCHED = 0x12345678;
    private static final Buttons ALL = new Buttons(true, true);
    private static final Look PLAIN = new Look(true, false, Optional.empty(), ALL);

    /// A picture with room beside each row.
    private static final class Picture {
        final int perRow;
        final int[] pixels;
        final DecorationPainter painter;

        Picture(int width, int height, int scale) {
            perRow = width * scale + 3;
            pixels = new int[perRow * height * scale];
            Arrays.fill(pixels, UNTOUCHED);
            painter =
                    new DecorationPainter(
                            MemorySegment.ofArray(pixels),
                            perRow * Integer.BYTES,
                            width,
                            height,
                            scale);
        }

        Picture(Decoration decoration, Look look) {
            this(300, 120, 1);
            painter.paint(decoration, look);
        }

        int at(int x, int y) {
            return pixels[y * perRow + x];
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FULL, 300, 120, 1",
        "FULL, 300, 120, 2",
        "TITLE, 200, 90, 3",
        "NONE, 80, 60, 1",
        "FULL, 20, 10, 2",
        "FULL, 1, 1, 1",
        "TITLE, 5, 28, 1"
    })
    void paint_anySize_touchesExactlyTheFrame(
            Decoration decoration, int width, int height, int scale) {
        Picture picture = new Picture(width, height, scale);

        picture.painter.paint(decoration, PLAIN);

        Rect content = decoration.content(width, height);
        for (int y = 0; y < height * scale; y++) {
            for (int x = 0; x < picture.perRow; x++) {
                boolean inContent =
                        x / scale >= content.x()
                                && x / scale < content.right()
                                && y / scale >= content.y()
                                && y / scale < content.bottom();
                boolean frame = x < width * scale && !inContent;
                assertEquals(frame, picture.at(x, y) != UNTOUCHED, x + "," + y);
            }
        }
    }

    @Test
    void paint_active_isLighter() {
        Picture active = new Picture(Decoration.FULL, PLAIN);
        Picture inactive =
                new Picture(Decoration.FULL, new Look(false, false, Optional.empty(), ALL));

        assertTrue((active.at(50, 10) & 0xFF) > (inactive.at(50, 10) & 0xFF));
    }

    @Test
    void paint_closeHovered_isRed() {
        Picture picture =
                new Picture(Decoration.FULL, new Look(true, false, Optional.of(Hit.CLOSE), ALL));
        Rect place = Decoration.FULL.button(Hit.CLOSE, 300, ALL).orElseThrow();
        int color = picture.at(place.x(), place.y());

        assertTrue((color >> 16 & 0xFF) > 2 * (color & 0xFF), Integer.toHexString(color));
    }

    @Test
    void paint_buttonHovered_changesThatButtonAlone() {
        Picture plain = new Picture(Decoration.FULL, PLAIN);
        Picture hovered =
                new Picture(Decoration.FULL, new Look(true, false, Optional.of(Hit.MAXIMIZE), ALL));
        Rect place = Decoration.FULL.button(Hit.MAXIMIZE, 300, ALL).orElseThrow();

        for (int y = 0; y < 28; y++) {
            for (int x = 0; x < 300; x++) {
                boolean within =
                        x >= place.x() && x < place.right() && y >= place.y() && y < place.bottom();
                if (within) {
                    assertNotEquals(plain.at(x, y), hovered.at(x, y));
                } else {
                    assertEquals(plain.at(x, y), hovered.at(x, y));
                }
            }
        }
    }

    @Test
    void paint_titleHovered_looksTheSame() {
        Look hovered = new Look(true, false, Optional.of(Hit.MOVE), ALL);

        assertTrue(
                MemorySegment.ofArray(new Picture(Decoration.FULL, PLAIN).pixels)
                                .mismatch(
                                        MemorySegment.ofArray(
                                                new Picture(Decoration.FULL, hovered).pixels))
                        < 0);
    }

    @Test
    void paint_twiceTheScale_hasCrispLines() {
        Picture picture = new Picture(300, 120, 2);
        picture.painter.paint(
                Decoration.FULL, new Look(true, false, Optional.empty(), new Buttons(true, true)));
        Rect place = Decoration.FULL.button(Hit.MAXIMIZE, 300, ALL).orElseThrow();

        for (int y = place.y() * 2; y < place.bottom() * 2; y += 2) {
            for (int x = place.x() * 2; x < place.right() * 2; x += 2) {
                assertEquals(picture.at(x, y), picture.at(x + 1, y + 1), x + "," + y);
            }
        }
    }
}
