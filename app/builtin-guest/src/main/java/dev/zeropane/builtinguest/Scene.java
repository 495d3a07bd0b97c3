// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import dev.zeropane.builtinguest.GpuDriver.Rect;

/// What the built-in guest shows: a fixed background of soft colours, and a glass pane on it that
/// bounces off the edges. Every pixel is a function of its place and the frame number, so any
/// rectangle can be painted by itself.
final class Scene {
    private static final int WHITE = 0xffffff;
    private static final int TITLE = 0x16213e;
    private static final int SPEED_X = 5;
    private static final int SPEED_Y = 3;

    private final int width;
    private final int height;
    private final int scale;
    private final int paneWidth;
    private final int paneHeight;

    Scene(int width, int height) {
        this.width = width;
        this.height = height;
        scale = Math.max(1, width / 200);
        paneWidth = Math.min(width, (Font.widthOf("Zeropane") + 16) * scale);
        paneHeight = Math.min(height, 36 * scale);
    }

    /// Where the pane is in a frame.
    Rect pane(int frame) {
        return new Rect(
                bounce((long) frame * SPEED_X, width - paneWidth),
                bounce((long) frame * SPEED_Y, height - paneHeight),
                paneWidth,
                paneHeight);
    }

    /// There and back again between 0 and `range`.
    private static int bounce(long distance, int range) {
        if (range == 0) {
            return 0;
        }
        int at = (int) (distance % (2L * range));
        return at <= range ? at : 2 * range - at;
    }

    /// Paints a rectangle of a frame.
    void paint(Framebuffer target, Rect rect, int frame) {
        Rect pane = pane(frame);
        String count = "frame %06d".formatted(frame % 1_000_000);
        for (int y = rect.y(); y < rect.y() + rect.height(); y++) {
            for (int x = rect.x(); x < rect.x() + rect.width(); x++) {
                int colour = background(x, y);
                int column = x - pane.x();
                int row = y - pane.y();
                if (column >= 0 && column < paneWidth && row >= 0 && row < paneHeight) {
                    colour = glass(colour, column, row, count);
                }
                target.setPixel(x, y, 0xff000000 | colour);
            }
        }
    }

    /// Four corner colours blended over the screen, with light from the top left.
    private int background(int x, int y) {
        int across = x * 255 / Math.max(1, width - 1);
        int down = y * 255 / Math.max(1, height - 1);
        int top = blend(0x3a1c71, 0xd76d77, across);
        int bottom = blend(0x0f2027, 0x2c7da0, across);
        int colour = blend(top, bottom, down);
        int light = Math.max(0, 96 - (across + down) / 3);
        return blend(colour, 0xffd9a0, light);
    }

    private int glass(int behind, int column, int row, String count) {
        int border = Math.max(1, scale / 3);
        int titleHeight = 7 * scale;
        boolean edge =
                column < border
                        || column >= paneWidth - border
                        || row < border
                        || row >= paneHeight - border;
        if (edge) {
            return blend(behind, WHITE, 200);
        }
        if (row < titleHeight) {
            int colour = blend(behind, TITLE, 190);
            return button(colour, column, row);
        }
        int textX = column / scale - 8;
        int nameY = row / scale - 11;
        if (nameY < Font.HEIGHT && Font.inked("Zeropane", textX, nameY)) {
            return WHITE;
        }
        int small = Math.max(1, scale / 2);
        int countX = (column - 8 * scale) / small;
        int countY = (row - 25 * scale) / small;
        if (column >= 8 * scale && row >= 25 * scale && Font.inked(count, countX, countY)) {
            return blend(behind, WHITE, 220);
        }
        // A sheen that runs down the pane, as on glass.
        return blend(behind, WHITE, 88 - 56 * row / paneHeight);
    }

    private int button(int colour, int column, int row) {
        int[] colours = {0xff5f57, 0xfebc2e, 0x28c840};
        int radius = scale * 3 / 2;
        for (int i = 0; i < colours.length; i++) {
            int dx = column - (5 + i * 5) * scale;
            int dy = row - 7 * scale / 2;
            if (dx * dx + dy * dy <= radius * radius) {
                return colours[i];
            }
        }
        return colour;
    }

    /// `amount` of 255 parts of `b`, the rest of `a`.
    private static int blend(int a, int b, int amount) {
        int redBlue = mix(a >> 16 & 0xff, b >> 16 & 0xff, amount) << 16;
        redBlue |= mix(a & 0xff, b & 0xff, amount);
        return redBlue | mix(a >> 8 & 0xff, b >> 8 & 0xff, amount) << 8;
    }

    private static int mix(int a, int b, int amount) {
        return (a * (255 - amount) + b * amount) / 255;
    }
}
