// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.util.Arrays;

/// The pointer's picture: a copy, as the guest may draw the next one at once.
///
/// Not a record, because a record would share its array with its callers.
public final class CursorPicture implements Cursor {
    /// The largest width and height, so that no guest makes pointers costly. The largest cursor
    /// that a driver is known to set has 128 pixels a side; compositors' own large cursors have
    /// 256.
    public static final int MAX_SIDE = 256;

    private final int width;
    private final int height;
    private final int[] argb;
    private final int hotX;
    private final int hotY;

    private CursorPicture(int width, int height, int[] argb, int hotX, int hotY) {
        this.width = width;
        this.height = height;
        this.argb = argb;
        this.hotX = hotX;
        this.hotY = hotY;
    }

    /// @param width 1 to [#MAX_SIDE], as `height`
    /// @param argb 0xAARRGGBB with alpha already multiplied in, row by row; copied
    /// @param hotX column of the hot spot; moved into the picture if a guest sets it outside
    /// @param hotY row of the hot spot, likewise
    /// @throws IllegalArgumentException if the size is out of range, or `argb` has another number
    ///   of pixels
    public static CursorPicture of(int width, int height, int[] argb, int hotX, int hotY) {
        if (width < 1
                || height < 1
                || width > MAX_SIDE
                || height > MAX_SIDE
                || argb.length != width * height) {
            throw new IllegalArgumentException(
                    "no cursor: " + argb.length + " pixels for " + width + "x" + height);
        }
        return new CursorPicture(
                width,
                height,
                argb.clone(),
                Math.clamp(hotX, 0, width - 1),
                Math.clamp(hotY, 0, height - 1));
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /// A copy of the pixels, 0xAARRGGBB row by row.
    public int[] argb() {
        return argb.clone();
    }

    public int hotX() {
        return hotX;
    }

    public int hotY() {
        return hotY;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CursorPicture that
                && width == that.width
                && height == that.height
                && hotX == that.hotX
                && hotY == that.hotY
                && Arrays.equals(argb, that.argb);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * Arrays.hashCode(argb) + width) + hotX) + hotY;
    }
}
