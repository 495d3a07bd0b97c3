package dev.zeropane.testkit.wayland;

import java.util.Set;

/// The formats the compositor shows, by the codes of `<drm_fourcc.h>`: 32 bits, little-endian.
public final class PixelLayout {
    public static final int DRM_FORMAT_XRGB8888 = 0x34325258;
    public static final int DRM_FORMAT_ARGB8888 = 0x34325241;
    public static final int DRM_FORMAT_XBGR8888 = 0x34324258;
    public static final int DRM_FORMAT_ABGR8888 = 0x34324241;

    static final Set<Integer> ALL =
            Set.of(
                    DRM_FORMAT_XRGB8888,
                    DRM_FORMAT_ARGB8888,
                    DRM_FORMAT_XBGR8888,
                    DRM_FORMAT_ABGR8888);

    private static final int OPAQUE = 0xff000000;

    private PixelLayout() {}

    static int argb(int format, int pixel) {
        return switch (format) {
            case DRM_FORMAT_XRGB8888 -> pixel | OPAQUE;
            case DRM_FORMAT_ARGB8888 -> pixel;
            case DRM_FORMAT_XBGR8888 -> swapped(pixel) | OPAQUE;
            case DRM_FORMAT_ABGR8888 -> swapped(pixel);
            default -> throw new AssertionError(format);
        };
    }

    private static int swapped(int pixel) {
        return (pixel & 0xff00ff00) | (pixel >> 16 & 0xff) | (pixel & 0xff) << 16;
    }
}
