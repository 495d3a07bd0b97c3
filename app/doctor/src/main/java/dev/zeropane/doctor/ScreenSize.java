// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import dev.zeropane.linux.Mapping;
import java.util.List;

/// A screen size, to judge limits by. In the worst case its pages are scattered: then each page
/// needs one udmabuf entry, or one mapping.
record ScreenSize(String name, int width, int height) {
    static final List<ScreenSize> USUAL =
            List.of(
                    new ScreenSize("1080p", 1920, 1080),
                    new ScreenSize("4K", 3840, 2160),
                    new ScreenSize("8K", 7680, 4320));

    private static final int BYTES_PER_PIXEL = 4;

    long pages() {
        return Math.ceilDiv((long) width * height * BYTES_PER_PIXEL, Mapping.PAGE_SIZE);
    }

    long bytes() {
        return pages() * Mapping.PAGE_SIZE;
    }
}
