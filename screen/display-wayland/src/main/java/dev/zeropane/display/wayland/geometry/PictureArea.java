// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

import dev.zeropane.display.Place;

/// The place of the guest's picture in its window.
///
/// @param scanout number of the screen
/// @param x left edge of the picture in the window, logical pixels
/// @param y its top edge
/// @param layout its size, and the visible part of the guest's picture
/// @param guest the guest's size in its own pixels
public record PictureArea(int scanout, int x, int y, Layout layout, Size guest) {
    /// Whether a place is on the picture.
    ///
    /// @param atX in the window, logical pixels
    public boolean contains(double atX, double atY) {
        return atX >= x && atX < x + layout.width() && atY >= y && atY < y + layout.height();
    }

    /// The place of the guest's screen that is visible here, or the nearest one.
    public Place place(double atX, double atY) {
        return Place.ofPixel(
                scanout,
                (atX - x) * layout.sourceWidth() / layout.width(),
                (atY - y) * layout.sourceHeight() / layout.height(),
                guest.width(),
                guest.height());
    }
}
