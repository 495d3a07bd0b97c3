// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

/// The place and size of a guest's picture in its window.
///
/// Logical pixels are the compositor's unit. The compositor's scale, in units of 1/120 as in
/// `wp_fractional_scale_v1`, is the number of the screen's pixels in a logical pixel.
///
/// @param x left edge of the picture in the window's content area, logical pixels
/// @param y its top edge
/// @param width its width, logical pixels, at least 1
/// @param height its height
/// @param sourceWidth visible width of the guest's picture, in its pixels. It is less than the
///   whole width only if that is not a whole number of logical pixels: then the last fraction is
///   cut off, as scaling would blur the whole picture
/// @param sourceHeight its visible height, likewise
public record Layout(int x, int y, int width, int height, double sourceWidth, double sourceHeight) {
    /// The scale at which a logical pixel is one pixel of the screen.
    public static final int UNSCALED = 120;

    /// Chooses the layout of a picture.
    public interface Rule {
        /// @param area the size of the content
        /// @param guest the size of the picture
        /// @param scale120 pixels of the screen in a logical pixel, times 120
        Layout layout(Size area, Size guest, int scale120);
    }

    /// A pixel of the guest is a pixel of the screen, if the whole picture fits the area; otherwise
    /// as [#fit].
    public static Layout oneToOne(Size area, Size guest, int scale120) {
        Size exact = exact(guest, scale120);
        if (exact.width() <= area.width() && exact.height() <= area.height()) {
            return new Layout(
                    margin(area.width() - exact.width(), scale120),
                    margin(area.height() - exact.height(), scale120),
                    exact.width(),
                    exact.height(),
                    Math.min(guest.width(), (double) exact.width() * scale120 / UNSCALED),
                    Math.min(guest.height(), (double) exact.height() * scale120 / UNSCALED));
        }
        return fit(area, guest, scale120);
    }

    /// As large as fits the area, in the picture's own proportions.
    public static Layout fit(Size area, Size guest, int scale120) {
        Size fitting = fit(area, guest);
        return new Layout(
                margin(area.width() - fitting.width(), scale120),
                margin(area.height() - fitting.height(), scale120),
                fitting.width(),
                fitting.height(),
                guest.width(),
                guest.height());
    }

    /// The logical size at which a pixel of the guest is one pixel of the screen.
    static Size exact(Size guest, int scale120) {
        return new Size(exact(guest.width(), scale120), exact(guest.height(), scale120));
    }

    private static int exact(int pixels, int scale120) {
        return (int) Math.max(1, (long) pixels * UNSCALED / scale120);
    }

    private static Size fit(Size area, Size guest) {
        long byHeight = (long) area.height() * guest.width();
        long byWidth = (long) area.width() * guest.height();
        return byWidth <= byHeight
                ? new Size(area.width(), (int) Math.max(1, byWidth / guest.width()))
                : new Size((int) Math.max(1, byHeight / guest.height()), area.height());
    }

    /// Half of the remaining space, rounded down so that the picture begins with a whole pixel of
    /// the screen.
    private static int margin(int left, int scale120) {
        int step = UNSCALED / gcd(scale120, UNSCALED);
        int half = Math.max(0, left) / 2;
        return half - half % step;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
