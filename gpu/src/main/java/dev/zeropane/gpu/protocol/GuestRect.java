package dev.zeropane.gpu.protocol;

import dev.zeropane.display.Rect;

/// `struct virtio_gpu_rect` as a guest sent it: each field any 32-bit unsigned number.
public record GuestRect(long x, long y, long width, long height) {
    /// Whether it is not empty and lies within `width` by `height` pixels.
    public boolean isWithin(int width, int height) {
        return this.width > 0
                && this.height > 0
                && x + this.width <= width
                && y + this.height <= height;
    }

    /// As a rectangle of pixels, once [#isWithin] said that it is one.
    public Rect toRect() {
        return new Rect(
                Math.toIntExact(x),
                Math.toIntExact(y),
                Math.toIntExact(width),
                Math.toIntExact(height));
    }
}
