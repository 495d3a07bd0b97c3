package dev.zeropane.display.wayland;

/// A width and a height, in whatever unit is said.
record Size(int width, int height) {
    Size atLeast(Size other) {
        return new Size(Math.max(width, other.width), Math.max(height, other.height));
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
