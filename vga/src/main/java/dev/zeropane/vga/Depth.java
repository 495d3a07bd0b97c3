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
            default -> Optional.empty();
        };
    }
}
