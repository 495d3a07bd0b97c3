// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.wayland.picture;

import dev.zeropane.display.Frame;
import dev.zeropane.display.Mode;

/// The part of a dma-buf that is imported to show a frame, and the frame's place in that part.
///
/// @param fourcc of the pixels
/// @param stride bytes from one row to the next
/// @param offset bytes from the dma-buf's start to the first pixel that is imported
/// @param width pixels that are imported of each row
/// @param height rows that are imported
/// @param x column of the frame's first pixel in the imported part
/// @param y row of that pixel
record ImportLayout(int fourcc, int stride, long offset, int width, int height, int x, int y) {
    /// A picture that begins where its buffer begins.
    static final ImportLayout WHOLE = new ImportLayout(0, 0, 0, 0, 0, 0, 0);

    /// Importers want a picture to begin at some alignment; a page satisfies all of them.
    private static final int ALIGNED = 4096;

    /// Exactly the frame if it begins at an aligned offset. Otherwise, if the compositor crops, all
    /// rows of the buffer: that import is always aligned, and the same for every part of the
    /// buffer.
    ///
    /// @param size bytes of the dma-buf
    static ImportLayout of(Frame frame, long size, boolean crops) {
        int stride = frame.stride();
        int bytes = frame.format().bytesPerPixel();
        int columns = stride / bytes;
        int x = (int) (frame.offset() % stride / bytes);
        long y = frame.offset() / stride;
        long rows = Math.min(size / stride, Mode.MAX);
        int fourcc = frame.format().opaque().fourcc();
        if (crops
                && frame.offset() % ALIGNED != 0
                && frame.offset() % bytes == 0
                && columns <= Mode.MAX
                && x + frame.width() <= columns
                && y + frame.height() <= rows) {
            return new ImportLayout(fourcc, stride, 0, columns, (int) rows, x, (int) y);
        }
        return new ImportLayout(
                fourcc, stride, frame.offset(), frame.width(), frame.height(), 0, 0);
    }
}
