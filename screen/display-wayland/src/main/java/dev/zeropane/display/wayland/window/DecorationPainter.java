// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.window;

import dev.zeropane.display.Rect;
import dev.zeropane.display.wayland.geometry.Decoration;
import dev.zeropane.display.wayland.geometry.Decoration.Buttons;
import dev.zeropane.display.wayland.geometry.Hit;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// Draws a window's frame into XRGB pixels: flat, in neutral greys that stand out from light
/// surroundings and from dark ones.
///
/// A painter draws one picture and is thrown away; the pixels stay the caller's.
final class DecorationPainter {
    private static final ValueLayout.OfInt PIXEL = ValueLayout.JAVA_INT;

    private static final int HOVERED = 0xFF747476;
    private static final int CLOSE_HOVERED = 0xFFD33B30;
    private static final int GLYPH_HOVERED = 0xFFFFFFFF;

    /// Width and height of a button's glyph, in logical pixels.
    private static final int GLYPH = 10;

    /// The changing properties of a frame. Frames with the same look and size have the same
    /// picture.
    ///
    /// @param active whether the window looks like the one in use (`activated`)
    /// @param maximized whether the button has the glyph to restore the size
    /// @param hovered the button that the pointer is over
    record Look(boolean active, boolean maximized, Optional<Hit> hovered, Buttons buttons) {
        private int bar() {
            return active ? 0xFF58585A : 0xFF3E3E40;
        }

        private int line() {
            return active ? 0xFF7A7A7C : 0xFF565658;
        }

        private int glyph() {
            return active ? 0xFFECECEC : 0xFF9C9C9E;
        }
    }

    private final MemorySegment pixels;
    private final int stride;
    private final int width;
    private final int height;
    private final int scale;

    /// @param stride bytes from one row to the next
    /// @param width of the window in logical pixels, its frame included
    /// @param height likewise
    /// @param scale pixels for each logical pixel: a row has `width * scale` pixels
    DecorationPainter(MemorySegment pixels, int stride, int width, int height, int scale) {
        this.pixels = pixels;
        this.stride = stride;
        this.width = width;
        this.height = height;
        this.scale = scale;
    }

    /// Draws the frame, and leaves the content alone.
    void paint(Decoration decoration, Look look) {
        if (decoration == Decoration.NONE) {
            return;
        }
        int right = width * scale;
        int bottom = height * scale;
        Rect content = device(decoration.content(width, height));
        fill(0, 0, right, content.y(), look.bar());
        fill(0, content.y(), content.x(), bottom, look.bar());
        fill(content.right(), content.y(), right, bottom, look.bar());
        fill(content.x(), content.bottom(), content.right(), bottom, look.bar());
        if (decoration.border() > 0) {
            outline(0, 0, right, bottom, look.line());
        }
        for (Hit button : new Hit[] {Hit.CLOSE, Hit.MAXIMIZE, Hit.MINIMIZE}) {
            decoration
                    .button(button, width, look.buttons())
                    .ifPresent(place -> button(button, device(place), look));
        }
    }

    private void button(Hit button, Rect place, Look look) {
        boolean hovered = look.hovered().filter(hit -> hit == button).isPresent();
        int background = look.bar();
        if (hovered) {
            background = button == Hit.CLOSE ? CLOSE_HOVERED : HOVERED;
            fill(place, background);
        }
        int color = hovered ? GLYPH_HOVERED : look.glyph();
        int size = GLYPH * scale;
        int x = place.x() + (place.width() - size) / 2;
        int y = place.y() + (place.height() - size) / 2;
        switch (button) {
            case CLOSE -> cross(x, y, size, color, background);
            case MAXIMIZE -> {
                if (look.maximized()) {
                    int shift = 2 * scale;
                    outline(x + shift, y, x + size, y + size - shift, color);
                    fill(x, y + shift, x + size - shift, y + size, background);
                    outline(x, y + shift, x + size - shift, y + size, color);
                } else {
                    outline(x, y, x + size, y + size, color);
                }
            }
            case MINIMIZE -> fill(x, y + size - scale, x + size, y + size, color);
            default -> throw new AssertionError(button);
        }
    }

    /// Both diagonals of a square, with smooth edges.
    private void cross(int x, int y, int size, int color, int background) {
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                int offset = Math.min(Math.abs(column - row), Math.abs(column + row - (size - 1)));
                // The distance of the pixel's centre from the line, and the fraction that the line
                // covers.
                double distance = offset / Math.sqrt(2);
                double cover = Math.clamp(0.6 * scale + 0.5 - distance, 0, 1);
                if (cover > 0) {
                    fill(
                            x + column,
                            y + row,
                            x + column + 1,
                            y + row + 1,
                            mix(color, background, cover));
                }
            }
        }
    }

    private static int mix(int color, int background, double cover) {
        int mixed = 0xFF;
        for (int shift = 16; shift >= 0; shift -= 8) {
            double channel =
                    (color >> shift & 0xFF) * cover + (background >> shift & 0xFF) * (1 - cover);
            mixed = mixed << 8 | (int) Math.round(channel);
        }
        return mixed;
    }

    /// An outline one logical pixel wide, inside a rectangle of pixels.
    private void outline(int left, int top, int right, int bottom, int color) {
        fill(left, top, right, top + scale, color);
        fill(left, bottom - scale, right, bottom, color);
        fill(left, top, left + scale, bottom, color);
        fill(right - scale, top, right, bottom, color);
    }

    private Rect device(Rect logical) {
        return new Rect(
                logical.x() * scale,
                logical.y() * scale,
                logical.width() * scale,
                logical.height() * scale);
    }

    private void fill(Rect place, int color) {
        fill(place.x(), place.y(), place.right(), place.bottom(), color);
    }

    /// Pixels outside of the window are not drawn: it may be too small for its frame.
    private void fill(int left, int top, int right, int bottom, int color) {
        int firstColumn = Math.max(0, left);
        int endColumn = Math.min(width * scale, right);
        int endRow = Math.min(height * scale, bottom);
        for (int row = Math.max(0, top); row < endRow; row++) {
            long at = (long) row * stride;
            for (int column = firstColumn; column < endColumn; column++) {
                pixels.set(PIXEL, at + (long) column * Integer.BYTES, color);
            }
        }
    }
}
