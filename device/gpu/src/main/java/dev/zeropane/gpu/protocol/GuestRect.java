// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import dev.zeropane.display.Rect;

/// `struct virtio_gpu_rect` as a guest sent it: each field any 32-bit unsigned number.
public record GuestRect(long x, long y, long width, long height) {
    /// Whether it lies within `width` by `height` pixels. An empty one may lie at their ends.
    public boolean isWithin(int width, int height) {
        return x + this.width <= width && y + this.height <= height;
    }

    /// Whether there is nothing in it.
    public boolean isEmpty() {
        return width == 0 || height == 0;
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
