package dev.zeropane.dmabuf;

/// 32-bit pixel formats by their DRM names (`drm_fourcc.h`): components from the most to the least
/// significant byte of a little-endian word, so XRGB8888 lies in memory as B, G, R, X.
public enum PixelFormat {
    ARGB8888('A', 'R', '2', '4'),
    XRGB8888('X', 'R', '2', '4'),
    BGRA8888('B', 'A', '2', '4'),
    BGRX8888('B', 'X', '2', '4'),
    ABGR8888('A', 'B', '2', '4'),
    XBGR8888('X', 'B', '2', '4'),
    RGBA8888('R', 'A', '2', '4'),
    RGBX8888('R', 'X', '2', '4');

    /// Bytes of one pixel, in every format here.
    public static final int BYTES_PER_PIXEL = 4;

    private final int fourcc;

    PixelFormat(char a, char b, char c, char d) {
        this.fourcc = a | b << 8 | c << 16 | d << 24;
    }

    /// The DRM fourcc code.
    public int fourcc() {
        return fourcc;
    }

    /// A pixel of this format, read as a little-endian word, as `0xRRGGBB`. Alpha is dropped: a
    /// screen has nothing behind it.
    public int toRgb(int word) {
        return switch (this) {
            case ARGB8888, XRGB8888 -> word & 0xffffff;
            case BGRA8888, BGRX8888 -> Integer.reverseBytes(word) & 0xffffff;
            case ABGR8888, XBGR8888 -> Integer.reverseBytes(word) >>> 8;
            case RGBA8888, RGBX8888 -> word >>> 8;
        };
    }

    /// A pixel of this format, read as a little-endian word, as `0xAARRGGBB`; opaque where the
    /// format has no alpha.
    public int toArgb(int word) {
        int alpha =
                switch (this) {
                    case ARGB8888, ABGR8888 -> word & 0xff000000;
                    case BGRA8888, RGBA8888 -> word << 24;
                    case XRGB8888, BGRX8888, XBGR8888, RGBX8888 -> 0xff000000;
                };
        return alpha | toRgb(word);
    }
}
