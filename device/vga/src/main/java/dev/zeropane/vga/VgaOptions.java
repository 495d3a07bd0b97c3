// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.Mode;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.PixelFormat;

/// The options of a device.
///
/// @param videoMemory bytes: a power of two, from 1 MiB to 256 MiB
/// @param preferred the preferred mode of the monitor; it is fixed, because guests cannot be told
///   of changes
/// @param exporter makes dma-bufs of video memory for displays that take them, on the device thread
public record VgaOptions(long videoMemory, Mode preferred, Exporter exporter) {
    /// Default of `videoMemory`: 16 MiB, as in QEMU. Two pictures of 1920x1080.
    public static final long DEFAULT_VIDEO_MEMORY = 16L << 20;

    private static final long MIN = 1L << 20;
    private static final long MAX = 256L << 20;

    /// @throws IllegalArgumentException with a message for users, if the size of video memory is
    ///   invalid, or the preferred mode does not fit into it
    public VgaOptions {
        check(videoMemory, preferred);
        preferred = preferred.withImportablePitch();
    }

    /// Checks the options of a device.
    ///
    /// @throws IllegalArgumentException with a message for users, if they are invalid
    public static void check(long videoMemory, Mode preferred) {
        if (videoMemory < MIN || videoMemory > MAX || Long.bitCount(videoMemory) != 1) {
            throw new IllegalArgumentException(
                    "no video memory of %d bytes: a power of two from 1M to 256M is possible"
                            .formatted(videoMemory));
        }
        Mode mode = preferred.withImportablePitch();
        long picture = (long) mode.width() * mode.height() * PixelFormat.XRGB8888.bytesPerPixel();
        if (picture > videoMemory) {
            throw new IllegalArgumentException(
                    "%s takes %d bytes, more than the video memory of %d"
                            .formatted(mode, picture, videoMemory));
        }
    }
}
