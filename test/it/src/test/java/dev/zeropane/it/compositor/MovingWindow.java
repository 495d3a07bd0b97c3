// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.compositor;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The window of weston-simple-shm: coloured rings that change all the time, within a white border.
/// It takes any size it is asked for.
public final class MovingWindow {
    public static final String APP_ID = "org.freedesktop.weston.simple-shm";

    private static final Duration TO_SHOW = Duration.ofMinutes(1);
    private static final int WHITE = 0xFFFFFF;
    private static final int BORDER = 20;

    /// Far more than a screen without it has.
    private static final int MANY_COLOURS = 100;

    private MovingWindow() {}

    public static Program open(Compositor compositor) {
        return compositor.client("weston-simple-shm");
    }

    /// Waits until it fills a picture of this size, and moves.
    static void await(int width, int height, Supplier<Picture> look) {
        Picture[] last = {look.get()};
        Await.untilTrue(
                () -> width + "x" + height + " of a moving window, not " + last[0],
                TO_SHOW,
                () -> {
                    Picture before = last[0];
                    last[0] = look.get();
                    return last[0].width() == width
                            && last[0].height() == height
                            && isIn(last[0])
                            && !last[0].equals(before);
                });
    }

    /// Whether it fills a picture.
    static boolean isIn(Picture picture) {
        int width = picture.width();
        int height = picture.height();
        return IntStream.range(0, width)
                        .allMatch(x ->
                                picture.pixel(x, 0) == WHITE
                                        && picture.pixel(x, height - 1) == WHITE)
                && IntStream.range(0, height)
                        .allMatch(y ->
                                picture.pixel(0, y) == WHITE
                                        && picture.pixel(width - 1, y) == WHITE)
                && picture.pixel(BORDER, height / 2) != WHITE
                && picture.colours() > MANY_COLOURS;
    }
}
