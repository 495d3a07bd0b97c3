// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.window;

import dev.zeropane.it.compositor.Compositor;
import dev.zeropane.it.compositor.Sway;
import dev.zeropane.it.compositor.SwayWindow;
import dev.zeropane.it.rig.View;
import dev.zeropane.testkit.Picture;
import java.util.Arrays;
import java.util.Optional;

/// How the windows that guests are shown in look to a person.
public final class GuestWindows {
    public static final String APP_ID = "dev.zeropane";

    private GuestWindows() {}

    /// The content of the only such window of Sway's. No picture while there is none.
    static View in(Sway sway) {
        return new View("window", () -> find(sway).map(SwayWindow::screenshot));
    }

    /// Such a window of Sway's, if there is one.
    static Optional<SwayWindow> find(Sway sway) {
        return sway.windows().stream().filter(w -> w.appId().equals(APP_ID)).findFirst();
    }

    /// The middle of the screen, where a smaller picture is expected.
    static View middle(Compositor compositor, int width, int height) {
        return new View(
                "middle",
                () -> {
                    Picture screen = compositor.screenshot();
                    return screen.width() < width || screen.height() < height
                            ? Optional.empty()
                            : Optional.of(
                                    screen.crop(
                                            (screen.width() - width) / 2,
                                            (screen.height() - height) / 2,
                                            width,
                                            height));
                });
    }

    /// A picture in the middle of black.
    static Picture onBlack(Picture picture, int width, int height) {
        int[] pixels = new int[width * height];
        int left = (width - picture.width()) / 2;
        int top = (height - picture.height()) / 2;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                pixels[(top + y) * width + left + x] = picture.pixel(x, y);
            }
        }
        return new Picture(width, height, pixels);
    }

    /// How many pixels of a picture, which is in the middle of black, have another colour than the
    /// scaled original. Only where the original is of one colour around: at edges a compositor
    /// mixes as it likes.
    static long differences(Picture scaled, Picture original, int width, int height) {
        int left = (scaled.width() - width) / 2;
        int top = (scaled.height() - height) / 2;
        long different = 0;
        for (int y = 0; y < scaled.height(); y++) {
            for (int x = 0; x < scaled.width(); x++) {
                int pixel = scaled.pixel(x, y);
                boolean inside = x >= left && x < left + width && y >= top && y < top + height;
                if (!inside) {
                    different += pixel == 0 ? 0 : 1;
                    continue;
                }
                int fromX = (x - left) * original.width() / width;
                int fromY = (y - top) * original.height() / height;
                Optional<Integer> right = flat(original, fromX, fromY);
                different += right.filter(colour -> !isLike(colour, pixel)).isPresent() ? 1 : 0;
            }
        }
        return different;
    }

    /// The colour at a place, if there is no other within three pixels.
    private static Optional<Integer> flat(Picture picture, int x, int y) {
        int colour = picture.pixel(x, y);
        for (int nearY = Math.max(0, y - 3);
                nearY <= Math.min(picture.height() - 1, y + 3);
                nearY++) {
            for (int nearX = Math.max(0, x - 3);
                    nearX <= Math.min(picture.width() - 1, x + 3);
                    nearX++) {
                if (picture.pixel(nearX, nearY) != colour) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(colour);
    }

    /// Interpolation rounds.
    private static boolean isLike(int colour, int other) {
        int[] shifts = {0, 8, 16};
        return Arrays.stream(shifts)
                .allMatch(
                        shift -> Math.abs((colour >> shift & 0xFF) - (other >> shift & 0xFF)) <= 1);
    }
}
