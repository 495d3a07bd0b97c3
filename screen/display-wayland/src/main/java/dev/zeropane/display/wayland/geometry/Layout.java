// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.geometry;

/// Where in its window a guest's picture is, and how large.
///
/// Logical pixels are the compositor's unit; the window system's scale, in units of 1/120 as
/// `wp_fractional_scale_v1` has it, says how many of the screen's pixels one of them is.
///
/// @param x left edge of the picture in the window's content area, logical pixels
/// @param y its top edge
/// @param width its width, logical pixels, at least 1
/// @param height its height
/// @param sourceWidth how much of the guest's picture is seen, in its pixels: less than all only if
///   all of it is no whole number of logical pixels, as then the rest of the last one is cut off
///   rather than everything be blurred
/// @param sourceHeight the same of its height
public record Layout(int x, int y, int width, int height, double sourceWidth, double sourceHeight) {
    /// The scale at which a logical pixel is one of the screen's.
    public static final int UNSCALED = 120;

    /// Chooses the layout of a picture.
    public interface Rule {
        /// @param area what the content may fill
        /// @param guest the picture
        /// @param scale120 logical pixels times this over 120 are the screen's
        Layout layout(Size area, Size guest, int scale120);
    }

    /// A pixel of the guest is a pixel of the screen if the area has room for all of them;
    /// otherwise as [#fit].
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

    /// As large as the area has room for, in the picture's own proportions.
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

    /// The logical size at which a pixel of the guest is one of the screen.
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

    /// Half of the remaining space, rounded down to where a logical pixel begins with one of the
    /// screen's.
    private static int margin(int left, int scale120) {
        int step = UNSCALED / gcd(scale120, UNSCALED);
        int half = Math.max(0, left) / 2;
        return half - half % step;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
