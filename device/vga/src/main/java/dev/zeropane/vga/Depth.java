// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.dmabuf.PixelFormat;
import java.util.Optional;

/// Which pixels the registers ask for.
final class Depth {
    private Depth() {}

    /// @param bits of a pixel, as in `VBE_DISPI_INDEX_BPP`
    /// @param bigEndian whether a pixel is a big-endian word
    /// @return nothing where there is no name for such pixels
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
