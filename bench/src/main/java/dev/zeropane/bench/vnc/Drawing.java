// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench.vnc;

import dev.zeropane.builtinguest.GpuDriver.Rect;
import java.util.Random;

/// What a guest draws, picture by picture: the same pixels whenever it is drawn. The first pixel of
/// what changes has a colour that no other picture has there, by which a viewer knows it.
public abstract sealed class Drawing {
    public static final int WIDTH = 1280;
    public static final int HEIGHT = 800;

    /// Beside what the marker says.
    private static final int MARKER = 0x400000;

    private static final int MARKERS = 0x3fffff;
    private static final int GLYPH_WIDTH = 8;
    private static final int GLYPH_HEIGHT = 16;

    final int[] pixels = new int[WIDTH * HEIGHT];
    private final String name;

    private Drawing(String name) {
        this.name = name;
    }

    public static Drawing console() {
        return new Console();
    }

    public static Drawing window() {
        return new Window();
    }

    public static Drawing noise() {
        return new Noise();
    }

    /// The picture as it is now, `0xRRGGBB`.
    public int[] pixels() {
        return pixels;
    }

    /// Draws the next picture, but for its marker.
    ///
    /// @return what changed
    public abstract Rect next(int picture);

    /// Draws the marker of a picture into what has changed.
    public void mark(Rect changed, int picture) {
        pixels[changed.y() * WIDTH + changed.x()] = marker(picture);
    }

    /// The colour of a picture's marker.
    public static int marker(int picture) {
        return MARKER + picture * 0x2545 % MARKERS;
    }

    @Override
    public String toString() {
        return name;
    }

    void fill(int x, int y, int width, int height, int colour) {
        for (int row = y; row < y + height; row++) {
            for (int column = x; column < x + width; column++) {
                pixels[row * WIDTH + column] = colour;
            }
        }
    }

    /// Text of signs that look like none, but have as many strokes as letters do.
    void text(Random random, int x, int y, int length, int ink) {
        for (int i = 0; i < length; i++) {
            int sign = random.nextInt(7) == 0 ? 0 : 1 + random.nextInt(60);
            if (sign > 0) {
                glyph(sign, x + i * GLYPH_WIDTH, y, ink);
            }
        }
    }

    private void glyph(int sign, int x, int y, int ink) {
        Random strokes = new Random(sign);
        for (int stroke = 0; stroke < 3; stroke++) {
            int left = 1 + strokes.nextInt(4);
            int top = 3 + strokes.nextInt(8);
            int length = 2 + strokes.nextInt(4);
            if (strokes.nextBoolean()) {
                fill(x + left, y + top, Math.min(length, GLYPH_WIDTH - 1 - left), 1, ink);
            } else {
                fill(x + left, y + top, 2, Math.min(length + 2, GLYPH_HEIGHT - 2 - top), ink);
            }
        }
    }

    /// A text console on which a program writes two lines at a time: all of it moves up.
    private static final class Console extends Drawing {
        private static final int LINES = 2;
        private static final int INK = 0xaaaaaa;
        private static final int[] COLOURS = {INK, INK, INK, INK, 0x55ff55, 0xffffff};

        Console() {
            super("console");
            for (int row = 0; row < HEIGHT / GLYPH_HEIGHT; row++) {
                line(row, -row - 1);
            }
        }

        @Override
        public Rect next(int picture) {
            int moved = LINES * GLYPH_HEIGHT * WIDTH;
            System.arraycopy(pixels, moved, pixels, 0, pixels.length - moved);
            // Where the marker was.
            pixels[0] = 0;
            int rows = HEIGHT / GLYPH_HEIGHT;
            for (int i = 0; i < LINES; i++) {
                line(rows - LINES + i, picture * LINES + i);
            }
            return new Rect(0, 0, WIDTH, HEIGHT);
        }

        private void line(int row, int number) {
            Random random = new Random(number);
            fill(0, row * GLYPH_HEIGHT, WIDTH, GLYPH_HEIGHT, 0);
            text(random, 0, row * GLYPH_HEIGHT, 15, 0x55ff55);
            int length = 10 + random.nextInt(90);
            text(
                    random,
                    16 * GLYPH_WIDTH,
                    row * GLYPH_HEIGHT,
                    length,
                    COLOURS[random.nextInt(COLOURS.length)]);
        }
    }

    /// A window that is dragged over a desktop: the rectangle around where it was and where it is.
    private static final class Window extends Drawing {
        private static final int W = 520;
        private static final int H = 360;
        private static final int TITLE = 28;

        private final int[] desktop = new int[WIDTH * HEIGHT];
        private final int[] window = new int[W * H];
        private Rect last = place(0);

        Window() {
            super("window");
            Random random = new Random(1);
            fill(0, 0, WIDTH, HEIGHT, 0xffffff);
            for (int line = 0; line < (H - TITLE) / GLYPH_HEIGHT; line++) {
                text(random, 8, TITLE + 6 + line * GLYPH_HEIGHT, 20 + random.nextInt(40), 0x202020);
            }
            fill(0, 0, W, TITLE, 0x34495e);
            text(random, 10, 6, 24, 0xffffff);
            fill(W - 22, 8, 12, 12, 0xe74c3c);
            for (int y = 0; y < H; y++) {
                System.arraycopy(pixels, y * WIDTH, window, y * W, W);
            }
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    // A soft picture, as of a sky.
                    int red = 40 + 90 * x / WIDTH + 40 * y / HEIGHT;
                    int green = 60 + 70 * y / HEIGHT + (int) (12 * Math.sin(x / 90.0));
                    int blue = 140 + 60 * (WIDTH - x) / WIDTH + (int) (20 * Math.cos(y / 70.0));
                    desktop[y * WIDTH + x] = red << 16 | green << 8 | blue;
                }
            }
            System.arraycopy(desktop, 0, pixels, 0, pixels.length);
            next(0);
        }

        private static Rect place(int picture) {
            return new Rect(bounce(picture * 9, WIDTH - W), bounce(picture * 5, HEIGHT - H), W, H);
        }

        private static int bounce(int distance, int range) {
            int at = distance % (2 * range);
            return at <= range ? at : 2 * range - at;
        }

        @Override
        public Rect next(int picture) {
            Rect place = place(picture);
            Rect changed = last.union(place);
            for (int y = changed.y(); y < changed.y() + changed.height(); y++) {
                int at = y * WIDTH + changed.x();
                System.arraycopy(desktop, at, pixels, at, changed.width());
            }
            for (int y = 0; y < H; y++) {
                int at = (place.y() + y) * WIDTH + place.x();
                System.arraycopy(window, y * W, pixels, at, W);
            }
            // With the pixel in which the marker was, which may be of the desktop by now.
            Rect all = changed;
            last = place;
            return all;
        }
    }

    /// A video, as far as compression is concerned: no two pixels have to do with each other.
    private static final class Noise extends Drawing {
        private static final Rect VIDEO = new Rect(320, 220, 640, 360);

        Noise() {
            super("noise");
            fill(0, 0, WIDTH, HEIGHT, 0x303030);
            next(0);
        }

        @Override
        public Rect next(int picture) {
            Random random = new Random(picture);
            for (int y = VIDEO.y(); y < VIDEO.y() + VIDEO.height(); y++) {
                for (int x = VIDEO.x(); x < VIDEO.x() + VIDEO.width(); x++) {
                    pixels[y * WIDTH + x] = random.nextInt(1 << 24);
                }
            }
            return VIDEO;
        }
    }
}
