// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

/// A place on one of a guest's screens, as fractions of the picture: a display knows the size of
/// the picture that the pointer is over now, but the guest may change it the next moment.
///
/// @param scanout number of the screen, from 0
/// @param x from 0, its left edge, to 1, its right edge; a place outside is moved to the edge, as a
///   pointer that is dragged out of a window still reports its place
/// @param y from 0, its top edge, to 1, its bottom edge
public record Place(int scanout, double x, double y) {
    /// @throws IllegalArgumentException if a coordinate is not a number, or the screen's number is
    ///   negative
    public Place {
        if (scanout < 0 || Double.isNaN(x) || Double.isNaN(y)) {
            throw new IllegalArgumentException(
                    "no place: " + x + ", " + y + " of screen " + scanout);
        }
        x = Math.clamp(x, 0.0, 1.0);
        y = Math.clamp(y, 0.0, 1.0);
    }

    /// The place of a pixel of a picture. Whole numbers are the pixel's top left corner; the guest
    /// gets exactly this pixel.
    ///
    /// @param width of the picture in pixels, as `height`
    public static Place ofPixel(int scanout, double x, double y, int width, int height) {
        return new Place(scanout, x / width, y / height);
    }
}
