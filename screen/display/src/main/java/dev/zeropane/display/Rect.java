// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

/// A rectangle of pixels whose far edges fit an `int`, so that no sum here can overflow. Check a
/// guest's numbers with [#fits] before making a rectangle of them.
public record Rect(int x, int y, int width, int height) {
    /// No pixels at all.
    public static final Rect EMPTY = new Rect(0, 0, 0, 0);

    /// @throws IllegalArgumentException if a number is negative or a far edge does not fit an `int`
    public Rect {
        if (x < 0
                || y < 0
                || width < 0
                || height < 0
                || width > Integer.MAX_VALUE - x
                || height > Integer.MAX_VALUE - y) {
            throw new IllegalArgumentException(
                    "no rectangle: " + width + "x" + height + " at " + x + "," + y);
        }
    }

    /// Whether a rectangle lies within `width` x `height`. For unchecked numbers from a guest: no
    /// values overflow.
    public static boolean fits(long x, long y, long w, long h, long width, long height) {
        return fits(x, w, width) && fits(y, h, height);
    }

    private static boolean fits(long start, long length, long limit) {
        return start >= 0 && length >= 0 && start <= limit && length <= limit - start;
    }

    public boolean isEmpty() {
        return width == 0 || height == 0;
    }

    /// The first column right of it.
    public int right() {
        return x + width;
    }

    /// The first row below it.
    public int bottom() {
        return y + height;
    }

    /// The smallest rectangle that covers both; an empty one adds nothing.
    public Rect union(Rect other) {
        if (isEmpty()) {
            return other.isEmpty() ? EMPTY : other;
        }
        if (other.isEmpty() || covers(other)) {
            return this;
        }
        int left = Math.min(x, other.x);
        int top = Math.min(y, other.y);
        return new Rect(
                left,
                top,
                Math.max(right(), other.right()) - left,
                Math.max(bottom(), other.bottom()) - top);
    }

    private boolean covers(Rect other) {
        return x <= other.x
                && y <= other.y
                && right() >= other.right()
                && bottom() >= other.bottom();
    }

    /// The part that both have in common, [#EMPTY] if there is none.
    public Rect intersect(Rect other) {
        int left = Math.max(x, other.x);
        int top = Math.max(y, other.y);
        int right = Math.min(right(), other.right());
        int bottom = Math.min(bottom(), other.bottom());
        return left < right && top < bottom
                ? new Rect(left, top, right - left, bottom - top)
                : EMPTY;
    }

    @Override
    public String toString() {
        return width + "x" + height + "+" + x + "+" + y;
    }
}
