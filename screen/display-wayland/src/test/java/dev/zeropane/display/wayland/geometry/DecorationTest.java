// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zeropane.display.Rect;
import dev.zeropane.display.wayland.geometry.Decoration.Buttons;
import dev.zeropane.wayland.protocol.extension.XdgToplevel;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecorationTest {
    private static final Buttons ALL = new Buttons(true, true);
    private static final int WIDTH = 400;
    private static final int HEIGHT = 300;

    @ParameterizedTest
    @EnumSource
    void content_windowOfTheContentAndWhatIsAdded_isAsLargeAsTheContent(Decoration decoration) {
        Rect content =
                decoration.content(640 + decoration.addedWidth(), 480 + decoration.addedHeight());

        assertEquals(640, content.width());
        assertEquals(480, content.height());
    }

    @Test
    void content_noneAndTitleAlone_reachTheEdges() {
        assertEquals(new Rect(0, 0, WIDTH, HEIGHT), Decoration.NONE.content(WIDTH, HEIGHT));
        Rect content = Decoration.TITLE.content(WIDTH, HEIGHT);
        assertEquals(0, content.x());
        assertEquals(WIDTH, content.right());
        assertEquals(HEIGHT, content.bottom());
    }

    @ParameterizedTest
    @EnumSource
    void content_windowWithoutRoom_isEmpty(Decoration decoration) {
        assertTrue(decoration.content(0, 0).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, RESIZE_TOP_LEFT",
        "15, 3.9, RESIZE_TOP_LEFT",
        "3.9, 15, RESIZE_TOP_LEFT",
        "16, 3.9, RESIZE_TOP",
        "200, 0, RESIZE_TOP",
        "399, 0, RESIZE_TOP_RIGHT",
        "384, 0, RESIZE_TOP_RIGHT",
        "0, 150, RESIZE_LEFT",
        "396, 150, RESIZE_RIGHT",
        "200, 296, RESIZE_BOTTOM",
        "0, 299, RESIZE_BOTTOM_LEFT",
        "384, 296, RESIZE_BOTTOM_RIGHT",
        "399, 299, RESIZE_BOTTOM_RIGHT",
        "4, 4, MOVE",
        "200, 27.9, MOVE",
        "200, 28, CONTENT",
        "4, 28, CONTENT",
        "395.9, 295.9, CONTENT",
        "395.9, 10, CLOSE",
        "362, 10, CLOSE",
        "361, 10, MAXIMIZE",
        "327, 10, MINIMIZE",
        "293, 10, MOVE",
        "-20, 150, RESIZE_LEFT",
        "500, 400, RESIZE_BOTTOM_RIGHT"
    })
    void at_fullFrame_isThePartThere(double x, double y, Hit expected) {
        assertEquals(expected, Decoration.FULL.at(x, y, WIDTH, HEIGHT, ALL));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, MOVE",
        "399, 0, CLOSE",
        "0, 150, CONTENT",
        "399, 299, CONTENT",
        "200, 27, MOVE",
        "-5, 400, CONTENT"
    })
    void at_titleAlone_hasNoBorder(double x, double y, Hit expected) {
        assertEquals(expected, Decoration.TITLE.at(x, y, WIDTH, HEIGHT, ALL));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "399, 0", "200, -3"})
    void at_none_isContentEverywhere(double x, double y) {
        assertEquals(Hit.CONTENT, Decoration.NONE.at(x, y, WIDTH, HEIGHT, ALL));
    }

    @Test
    void at_buttonNotThere_isTakenByTheNext() {
        Buttons minimize = new Buttons(false, true);
        assertEquals(Hit.MINIMIZE, Decoration.FULL.at(350, 10, WIDTH, HEIGHT, minimize));
        assertEquals(Hit.MOVE, Decoration.FULL.at(320, 10, WIDTH, HEIGHT, minimize));
        assertEquals(
                Hit.MOVE, Decoration.FULL.at(350, 10, WIDTH, HEIGHT, new Buttons(false, false)));
    }

    @Test
    void button_windowTooNarrow_isLeftOut() {
        assertTrue(Decoration.FULL.button(Hit.CLOSE, 42, ALL).isPresent());
        assertEquals(Optional.empty(), Decoration.FULL.button(Hit.MAXIMIZE, 42, ALL));
        assertEquals(Optional.empty(), Decoration.FULL.button(Hit.CLOSE, 10, ALL));
    }

    @Test
    void button_leastWidth_hasAllAndAPlaceToMoveBy() {
        int width = Decoration.FULL.minWidth();
        assertTrue(Decoration.FULL.button(Hit.MINIMIZE, width, ALL).isPresent());
        assertEquals(Hit.MOVE, Decoration.FULL.at(20, 10, width, HEIGHT, ALL));
    }

    @Test
    void ofResizeEdge_eachEdge_isTheOneOfThatNumber() {
        assertEquals(
                Hit.RESIZE_BOTTOM_LEFT,
                Hit.ofResizeEdge(XdgToplevel.RESIZE_EDGE_BOTTOM | XdgToplevel.RESIZE_EDGE_LEFT));
        assertEquals(XdgToplevel.RESIZE_EDGE_NONE, Hit.MOVE.resizeEdge());
    }
}
