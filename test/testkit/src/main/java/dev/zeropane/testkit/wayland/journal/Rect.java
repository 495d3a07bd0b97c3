// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.journal;

/// A rectangle, of a surface or a buffer.
public record Rect(int x, int y, int width, int height) {
    /// The part within an image of this size; empty ones have no width or height.
    public Rect within(int imageWidth, int imageHeight) {
        int left = Math.clamp(x, 0, imageWidth);
        int top = Math.clamp(y, 0, imageHeight);
        int right = Math.clamp((long) x + width, left, imageWidth);
        int bottom = Math.clamp((long) y + height, top, imageHeight);
        return new Rect(left, top, right - left, bottom - top);
    }

    /// The smallest that holds both.
    public Rect union(Rect other) {
        int left = Math.min(x, other.x);
        int top = Math.min(y, other.y);
        return new Rect(
                left,
                top,
                Math.max(x + width, other.x + other.width) - left,
                Math.max(y + height, other.y + other.height) - top);
    }

    /// Moved.
    Rect plus(int dx, int dy) {
        return new Rect(x + dx, y + dy, width, height);
    }
}
