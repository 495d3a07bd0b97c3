// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

/// A place on one of a guest's screens, as fractions of the picture: whoever has the pointer over a
/// picture knows its size at that moment, which the guest may change at the next.
///
/// @param scanout number of the screen, from 0
/// @param x from 0, its left edge, to 1, its right edge; what is outside is moved to the edge, as a
///   pointer that is dragged out of a window goes on to be told about
/// @param y from 0, its top edge, to 1, its bottom edge
public record Place(int scanout, double x, double y) {
    /// @throws IllegalArgumentException if a coordinate is no number, or the screen's is negative
    public Place {
        if (scanout < 0 || Double.isNaN(x) || Double.isNaN(y)) {
            throw new IllegalArgumentException(
                    "no place: " + x + ", " + y + " of screen " + scanout);
        }
        x = Math.clamp(x, 0.0, 1.0);
        y = Math.clamp(y, 0.0, 1.0);
    }

    /// The place of a pixel of a picture. Whole numbers are the pixel's top left corner, and come
    /// out at the guest as this pixel and no other.
    ///
    /// @param width of the picture in pixels, as `height`
    public static Place ofPixel(int scanout, double x, double y, int width, int height) {
        return new Place(scanout, x / width, y / height);
    }
}
