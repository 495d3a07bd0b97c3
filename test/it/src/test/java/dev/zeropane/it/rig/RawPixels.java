// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.Picture;

/// Bytes that a guest writes to its framebuffer, whatever its screen shows of it: a text over and
/// over. So which pixel is where is known without asking anything of ours.
///
/// @param text of letters and digits; a line feed follows it each time
public record RawPixels(String text) {
    /// The width of the framebuffer, which keeps the size that it had when Linux began, whatever
    /// the mode.
    public static final int WIDTH = 1280;

    public static final int HEIGHT = 800;
    private static final int BYTES_PER_PIXEL = 4;
    private static final int BYTE = 0xff;

    /// Lets a guest write these bytes.
    public void draw(Shell guest) {
        guest.run(
                "yes %s | head -c %d >/dev/fb0".formatted(text, WIDTH * HEIGHT * BYTES_PER_PIXEL));
    }

    /// What a screen of this size shows of them, in the middle of a window of that size.
    public Picture in(int width, int height, int windowWidth, int windowHeight) {
        int left = (windowWidth - width) / 2;
        int top = (windowHeight - height) / 2;
        int[] pixels = new int[windowWidth * windowHeight];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[(top + y) * windowWidth + left + x] = pixel(x, y);
            }
        }
        return new Picture(windowWidth, windowHeight, pixels);
    }

    private int pixel(int x, int y) {
        int first = (y * WIDTH + x) * BYTES_PER_PIXEL;
        int blue = character(first);
        int green = character(first + 1);
        int red = character(first + 2);
        return red << 16 | green << 8 | blue;
    }

    private int character(int index) {
        int within = index % (text.length() + 1);
        return (within == text.length() ? '\n' : text.charAt(within)) & BYTE;
    }
}
