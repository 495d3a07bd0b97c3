// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.dmabuf.PixelFormat;

/// A picture as the guest laid it out: pixel (x, y) is the little-endian word of `bytes` bytes, as
/// many as its format has, at `offset + y * stride + bytes * x` of its memory.
///
/// Two frames are equal if they show the same memory in the same way.
///
/// @param width pixels, more than 0
/// @param height rows, more than 0
/// @param stride bytes from one row to the next, at least the bytes of `width` pixels
/// @param offset bytes from the start of the memory to the first pixel
public record Frame(
        int width, int height, PixelFormat format, int stride, long offset, FrameMemory memory) {
    private static final int IMPORT_PITCH = 256;

    /// @throws IllegalArgumentException if the numbers do not describe a picture; callers check a
    ///   guest's numbers before
    public Frame {
        if (width < 1
                || height < 1
                || stride < (long) width * format.bytesPerPixel()
                || offset < 0
                || offset > Long.MAX_VALUE - (long) stride * height) {
            throw new IllegalArgumentException(
                    "no frame: %dx%d, stride %d, offset %d"
                            .formatted(width, height, stride, offset));
        }
    }

    /// Whether GPUs import a picture laid out like this. Its rows must begin at multiples of 256
    /// bytes, or GPUs show garbage or nothing; and its format must be one that all GPUs know.
    public static boolean isImportable(PixelFormat format, int stride) {
        return stride % IMPORT_PITCH == 0
                && switch (format) {
                    case XRGB8888, ARGB8888, XBGR8888, ABGR8888 -> true;
                    case BGRX8888, BGRA8888, RGBX8888, RGBA8888, RGB888, RGB565, XRGB1555 -> false;
                };
    }

    /// The whole picture.
    public Rect bounds() {
        return new Rect(0, 0, width, height);
    }

    /// The least size of the memory in bytes. The last row need not be padded to the stride.
    public long requiredBytes() {
        return at(0, height - 1) + bytes(width);
    }

    /// Where a pixel begins in the memory.
    public long at(int x, int y) {
        return offset + (long) y * stride + bytes(x);
    }

    /// The bytes of so many pixels in a row.
    public long bytes(int pixels) {
        return (long) pixels * format.bytesPerPixel();
    }
}
