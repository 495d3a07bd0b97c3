// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.dmabuf.PixelFormat;
import java.util.Optional;

/// The pixel formats of the registers' depths.
final class Depth {
    private Depth() {}

    /// @param bits per pixel, as in `VBE_DISPI_INDEX_BPP`
    /// @param bigEndian whether a pixel is a big-endian word
    /// @return empty if there is no DRM format for such pixels
    static Optional<PixelFormat> format(int bits, boolean bigEndian) {
        return switch (bits) {
            case 32 -> Optional.of(bigEndian ? PixelFormat.BGRX8888 : PixelFormat.XRGB8888);
            case 24 -> littleEndian(PixelFormat.RGB888, bigEndian);
            case 16 -> littleEndian(PixelFormat.RGB565, bigEndian);
            case 15 -> littleEndian(PixelFormat.XRGB1555, bigEndian);
            default -> Optional.empty();
        };
    }

    private static Optional<PixelFormat> littleEndian(PixelFormat format, boolean bigEndian) {
        return bigEndian ? Optional.empty() : Optional.of(format);
    }
}
