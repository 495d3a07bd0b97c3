// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.linux.Bulk;
import java.lang.foreign.MemorySegment;

/// Pixel formats by their DRM names (`drm_fourcc.h`): components from the most to the least
/// significant bits of a little-endian word, so XRGB8888 lies in memory as B, G, R, X.
public enum PixelFormat {
    ARGB8888('A', 'R', '2', '4', 4),
    XRGB8888('X', 'R', '2', '4', 4),
    BGRA8888('B', 'A', '2', '4', 4),
    BGRX8888('B', 'X', '2', '4', 4),
    ABGR8888('A', 'B', '2', '4', 4),
    XBGR8888('X', 'B', '2', '4', 4),
    RGBA8888('R', 'A', '2', '4', 4),
    RGBX8888('R', 'X', '2', '4', 4),
    RGB888('R', 'G', '2', '4', 3),
    RGB565('R', 'G', '1', '6', 2),
    XRGB1555('X', 'R', '1', '5', 2);

    private static final int PIECE = Bulk.PIECE / Integer.BYTES;

    private final int fourcc;
    private final int bytesPerPixel;

    PixelFormat(char a, char b, char c, char d, int bytesPerPixel) {
        this.fourcc = a | b << 8 | c << 16 | d << 24;
        this.bytesPerPixel = bytesPerPixel;
    }

    /// The DRM fourcc code.
    public int fourcc() {
        return fourcc;
    }

    /// Bytes of one pixel: 2, 3 or 4.
    public int bytesPerPixel() {
        return bytesPerPixel;
    }

    /// The same format without alpha, which is meaningless for a picture with nothing behind it.
    public PixelFormat opaque() {
        return switch (this) {
            case ARGB8888 -> XRGB8888;
            case BGRA8888 -> BGRX8888;
            case ABGR8888 -> XBGR8888;
            case RGBA8888 -> RGBX8888;
            case XRGB8888, BGRX8888, XBGR8888, RGBX8888, RGB888, RGB565, XRGB1555 -> this;
        };
    }

    /// A pixel of this format as `0xRRGGBB`. The pixel is a little-endian word of [#bytesPerPixel]
    /// bytes. Alpha is dropped: a screen has nothing behind it. Components of 5 and 6 bits are
    /// extended by their own highest bits, so that the maximum stays the maximum.
    public int toRgb(int word) {
        return switch (this) {
            case ARGB8888, XRGB8888, RGB888 -> word & 0xffffff;
            case BGRA8888, BGRX8888 -> Integer.reverseBytes(word) & 0xffffff;
            case ABGR8888, XBGR8888 -> Integer.reverseBytes(word) >>> 8;
            case RGBA8888, RGBX8888 -> word >>> 8;
            case RGB565 -> rgb565(word);
            case XRGB1555 -> xrgb1555(word);
        };
    }

    static int rgb565(int word) {
        int high = (word & 0xf800) << 8 | (word & 0x7e0) << 5 | (word & 0x1f) << 3;
        return high | (high >>> 5 & 0x070007) | (high >>> 6 & 0x000300);
    }

    static int xrgb1555(int word) {
        int high = (word & 0x7c00) << 9 | (word & 0x3e0) << 6 | (word & 0x1f) << 3;
        return high | (high >>> 5 & 0x070707);
    }

    /// A pixel of this format, read as for [#toRgb], as `0xAARRGGBB`; opaque where the format has
    /// no alpha.
    public int toArgb(int word) {
        int alpha =
                switch (this) {
                    case ARGB8888, ABGR8888 -> word & 0xff000000;
                    case BGRA8888, RGBA8888 -> word << 24;
                    case XRGB8888, BGRX8888, XBGR8888, RGBX8888, RGB888, RGB565, XRGB1555 ->
                            0xff000000;
                };
        return alpha | toRgb(word);
    }

    /// Converts pixels of this format to XRGB8888, with an undefined `X`. No other thread has to
    /// wait for it, see [Bulk].
    ///
    /// @param from offset of the first pixel in `source`, in bytes
    /// @param to offset of its copy in `target`, in bytes
    /// @throws IndexOutOfBoundsException if either is too small
    public void toXrgb8888(
            MemorySegment source, long from, MemorySegment target, long to, int pixels) {
        int done = 0;
        while (done < pixels) {
            int part = Math.min(pixels - done, PIECE);
            long at = from + (long) done * bytesPerPixel;
            piece(source, at, target, to + (long) done * Integer.BYTES, part);
            done += part;
            Bulk.safepoint();
        }
    }

    private void piece(MemorySegment source, long from, MemorySegment target, long to, int pixels) {
        switch (this) {
            case XRGB8888, ARGB8888 ->
                    MemorySegment.copy(source, from, target, to, (long) pixels * bytesPerPixel);
            case BGRA8888, BGRX8888 -> PixelRow.reversed(source, from, target, to, pixels, 0);
            case ABGR8888, XBGR8888 -> PixelRow.reversed(source, from, target, to, pixels, 8);
            case RGBA8888, RGBX8888 -> PixelRow.shifted(source, from, target, to, pixels, 8);
            case RGB888 -> PixelRow.rgb888(source, from, target, to, pixels);
            case RGB565 -> PixelRow.rgb565(source, from, target, to, pixels);
            case XRGB1555 -> PixelRow.xrgb1555(source, from, target, to, pixels);
        }
    }
}
