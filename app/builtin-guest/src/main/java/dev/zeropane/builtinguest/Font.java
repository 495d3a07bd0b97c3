// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import java.util.Map;

/// A small bitmap font of our own: glyphs of 5 by 9 cells, the lowest two for descenders, with only
/// the characters the built-in guest shows.
final class Font {
    static final int WIDTH = 5;
    static final int HEIGHT = 9;
    static final int ADVANCE = 6;

    private static final Map<Character, String[]> GLYPHS =
            Map.ofEntries(
                    glyph('Z', "#####|....#|...#.|..#..|.#...|#....|#####"),
                    glyph('a', ".....|.....|.###.|....#|.####|#...#|.####"),
                    glyph('e', ".....|.....|.###.|#...#|#####|#....|.###."),
                    glyph('f', "..##.|.#...|####.|.#...|.#...|.#...|.#..."),
                    glyph('m', ".....|.....|##.#.|#.#.#|#.#.#|#.#.#|#.#.#"),
                    glyph('n', ".....|.....|####.|#...#|#...#|#...#|#...#"),
                    glyph('o', ".....|.....|.###.|#...#|#...#|#...#|.###."),
                    glyph('p', ".....|.....|####.|#...#|#...#|#...#|####.|#....|#...."),
                    glyph('r', ".....|.....|#.##.|##..#|#....|#....|#...."),
                    glyph('0', ".###.|#...#|#..##|#.#.#|##..#|#...#|.###."),
                    glyph('1', "..#..|.##..|..#..|..#..|..#..|..#..|.###."),
                    glyph('2', ".###.|#...#|....#|...#.|..#..|.#...|#####"),
                    glyph('3', ".###.|#...#|....#|..##.|....#|#...#|.###."),
                    glyph('4', "...#.|..##.|.#.#.|#..#.|#####|...#.|...#."),
                    glyph('5', "#####|#....|####.|....#|....#|#...#|.###."),
                    glyph('6', ".###.|#....|#....|####.|#...#|#...#|.###."),
                    glyph('7', "#####|....#|...#.|..#..|.#...|.#...|.#..."),
                    glyph('8', ".###.|#...#|#...#|.###.|#...#|#...#|.###."),
                    glyph('9', ".###.|#...#|#...#|.####|....#|....#|.###."));

    private Font() {}

    private static Map.Entry<Character, String[]> glyph(char character, String rows) {
        return Map.entry(character, rows.split("\\|", -1));
    }

    /// Whether the cell is inked, in `text` set in one line from 0,0; characters without a glyph
    /// are blank.
    static boolean inked(String text, int x, int y) {
        int column = x % ADVANCE;
        int position = x / ADVANCE;
        if (x < 0 || y < 0 || position >= text.length() || column >= WIDTH) {
            return false;
        }
        String[] rows = GLYPHS.get(text.charAt(position));
        return rows != null && y < rows.length && rows[y].charAt(column) == '#';
    }

    static int widthOf(String text) {
        return text.length() * ADVANCE - 1;
    }
}
