// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.options;

import java.util.List;

/// The formats the compositor shows, by the codes of `<drm_fourcc.h>`: little-endian words.
public final class PixelLayout {
    public static final int DRM_FORMAT_XRGB8888 = 0x34325258;
    public static final int DRM_FORMAT_ARGB8888 = 0x34325241;
    public static final int DRM_FORMAT_XBGR8888 = 0x34324258;
    public static final int DRM_FORMAT_ABGR8888 = 0x34324241;

    public static final int DRM_FORMAT_RGB888 = 0x34324752;
    public static final int DRM_FORMAT_RGB565 = 0x36314752;
    public static final int DRM_FORMAT_XRGB1555 = 0x35315258;

    /// Of 32 bits.
    static final List<Integer> WORDS =
            List.of(
                    DRM_FORMAT_XRGB8888,
                    DRM_FORMAT_ARGB8888,
                    DRM_FORMAT_XBGR8888,
                    DRM_FORMAT_ABGR8888);

    private static final int OPAQUE = 0xff000000;

    private PixelLayout() {}

    public static int argb(int format, int pixel) {
        return switch (format) {
            case DRM_FORMAT_XRGB8888 -> pixel | OPAQUE;
            case DRM_FORMAT_ARGB8888 -> pixel;
            case DRM_FORMAT_XBGR8888 -> swapped(pixel) | OPAQUE;
            case DRM_FORMAT_ABGR8888 -> swapped(pixel);
            case DRM_FORMAT_RGB888 -> pixel | OPAQUE;
            case DRM_FORMAT_RGB565 ->
                    component(pixel >> 11, 5) << 16
                            | component(pixel >> 5, 6) << 8
                            | component(pixel, 5)
                            | OPAQUE;
            case DRM_FORMAT_XRGB1555 ->
                    component(pixel >> 10, 5) << 16
                            | component(pixel >> 5, 5) << 8
                            | component(pixel, 5)
                            | OPAQUE;
            default -> throw new AssertionError(format);
        };
    }

    /// The lowest bits as a number of 8 bits, by repeating them as pixman does.
    private static int component(int pixel, int bits) {
        int value = pixel & ((1 << bits) - 1);
        return value << (8 - bits) | value >> (2 * bits - 8);
    }

    /// Of one pixel.
    public static int bytes(int format) {
        return switch (format) {
            case DRM_FORMAT_RGB888 -> 3;
            case DRM_FORMAT_RGB565, DRM_FORMAT_XRGB1555 -> 2;
            default -> 4;
        };
    }

    private static int swapped(int pixel) {
        return (pixel & 0xff00ff00) | (pixel >> 16 & 0xff) | (pixel & 0xff) << 16;
    }
}
