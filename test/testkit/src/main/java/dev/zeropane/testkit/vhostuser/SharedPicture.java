// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import static dev.zeropane.builtinguest.VhostUserGpu.*;
import static dev.zeropane.testkit.vhostuser.DrmFormats.*;

import dev.zeropane.builtinguest.GpuDriver.Rect;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import java.util.Optional;

/// A dma-buf as a [VmmScreen] was given it, mapped, and the part of it that is shown.
record SharedPicture(Fd fd, Mapping mapping, ScreenPicture picture) implements AutoCloseable {
    private static final int LARGEST_SIDE = 16384;

    /// How a picture lies in its dma-buf, as a message says.
    ///
    /// @param part of the dma-buf's picture that is shown
    /// @param width of the dma-buf's whole picture
    record Layout(Rect part, int width, int height, int stride, int fourcc) {
        /// What makes no sense, if anything: importers would see memory that is not there, or
        /// refuse.
        Optional<String> mistake(long size) {
            if (part.x() < 0
                    || part.y() < 0
                    || part.width() <= 0
                    || part.height() <= 0
                    || width > LARGEST_SIDE
                    || height > LARGEST_SIDE
                    || part.width() > width - part.x()
                    || part.height() > height - part.y()) {
                return Optional.of("shows " + part + " of " + width + "x" + height);
            }
            if (stride % ScreenPicture.BYTES_PER_PIXEL != 0
                    || stride / ScreenPicture.BYTES_PER_PIXEL < width) {
                return Optional.of("has a stride of " + stride + " for " + width + " pixels");
            }
            if (size % Mapping.PAGE_SIZE != 0 || (long) stride * height > size) {
                return Optional.of("has %d rows of %d bytes in %d".formatted(height, stride, size));
            }
            return isKnown()
                    ? Optional.empty()
                    : Optional.of("has fourcc 0x%08x".formatted(fourcc));
        }

        private boolean isKnown() {
            return fourcc == DRM_FORMAT_XRGB8888 || fourcc == DRM_FORMAT_ARGB8888 || isRedFirst();
        }

        private boolean isRedFirst() {
            return fourcc == DRM_FORMAT_XBGR8888 || fourcc == DRM_FORMAT_ABGR8888;
        }
    }

    /// @param fd taken over
    /// @param layout without mistakes
    static SharedPicture of(Fd fd, Layout layout) {
        try {
            Mapping mapping = Mapping.of(fd, 0, fd.size(), Mapping.Access.READ);
            Rect part = layout.part;
            long start =
                    (long) part.y() * layout.stride
                            + (long) part.x() * ScreenPicture.BYTES_PER_PIXEL;
            ScreenPicture picture =
                    new ScreenPicture(
                            part.width(),
                            part.height(),
                            mapping.segment(),
                            start,
                            layout.stride,
                            layout.isRedFirst());
            return new SharedPicture(fd, mapping, picture);
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
    }

    @Override
    public void close() {
        mapping.close();
        fd.close();
    }
}
