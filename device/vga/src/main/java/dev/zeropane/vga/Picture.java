// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.Frame;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.dmabuf.PixelFormat;

/// The picture that the registers describe.
///
/// @param stride bytes from one row to the next
/// @param offset bytes from the start of video memory to the first pixel
record Picture(int width, int height, PixelFormat format, int stride, long offset) {
    /// Bytes from the first pixel to the end of the last.
    long size() {
        return (long) stride * (height - 1) + (long) width * format.bytesPerPixel();
    }

    /// Whether a change from the other picture is a flip: they differ only in their offset.
    boolean hasSameLayoutAs(Picture other) {
        return equals(new Picture(other.width, other.height, other.format, other.stride, offset));
    }

    /// @param start offset of `memory` in video memory
    Frame in(FrameMemory memory, long start) {
        return new Frame(width, height, format, stride, offset - start, memory);
    }
}
