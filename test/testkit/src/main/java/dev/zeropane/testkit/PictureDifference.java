// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import java.nio.file.Path;

/// How two pictures differ, for a person to find out why.
public final class PictureDifference {
    private static final int MARK = 0xFF0000;

    private final Picture actual;
    private final Picture expected;

    public PictureDifference(Picture actual, Picture expected) {
        this.actual = actual;
        this.expected = expected;
    }

    /// Saves both, and where they differ in red over the darkened expected one.
    public void save(Path directory, String name) {
        actual.write(directory.resolve(name + "-actual.png"));
        expected.write(directory.resolve(name + "-expected.png"));
        if (actual.sameSize(expected)) {
            marked().write(directory.resolve(name + "-diff.png"));
        }
    }

    private Picture marked() {
        int width = expected.width();
        int[] pixels = new int[width * expected.height()];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % width;
            int y = i / width;
            int pixel = expected.pixel(x, y);
            pixels[i] = actual.pixel(x, y) == pixel ? (pixel >> 2) & 0x3F3F3F : MARK;
        }
        return new Picture(width, expected.height(), pixels);
    }

    /// How many pixels differ, and in which rectangle.
    @Override
    public String toString() {
        if (!actual.sameSize(expected)) {
            return "the picture is " + actual + ", expected " + expected;
        }
        int left = Integer.MAX_VALUE;
        int top = -1;
        int right = 0;
        int bottom = 0;
        long count = 0;
        String first = "";
        for (int y = 0; y < expected.height(); y++) {
            for (int x = 0; x < expected.width(); x++) {
                if (actual.pixel(x, y) != expected.pixel(x, y)) {
                    if (count++ == 0) {
                        top = y;
                        first =
                                "#%06x instead of #%06x at %d,%d"
                                        .formatted(actual.pixel(x, y), expected.pixel(x, y), x, y);
                    }
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    bottom = y;
                }
            }
        }
        return count == 0
                ? "no difference: " + actual
                : "%d of %d pixels differ, within x %d to %d, y %d to %d; first %s"
                        .formatted(
                                count,
                                (long) expected.width() * expected.height(),
                                left,
                                right,
                                top,
                                bottom,
                                first);
    }
}
