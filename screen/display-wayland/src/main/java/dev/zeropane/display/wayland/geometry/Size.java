// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import dev.zeropane.display.Frame;

/// A width and a height; the unit depends on the use.
public record Size(int width, int height) {
    public static Size of(Frame frame) {
        return new Size(frame.width(), frame.height());
    }

    /// Whether a side is 0: the protocols use 0 for no size.
    public boolean isEmpty() {
        return width == 0 || height == 0;
    }

    Size atLeast(Size other) {
        return new Size(Math.max(width, other.width), Math.max(height, other.height));
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
