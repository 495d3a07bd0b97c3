// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.dmabuf.PixelFormat;

/// Where one screen of a guest is shown.
///
/// Every method but [#stats] is called on the device thread and must neither block nor throw: a
/// display that is slow shows fewer pictures, one that is broken shows none, and the guest notices
/// neither. Guests flip pages without pause, so the latest frame wins and damage adds up.
public interface Surface extends AutoCloseable {
    /// Shows `frame` from now on. All of it counts as damaged, even if it is the frame that is
    /// shown already.
    void show(Frame frame);

    /// Part of the shown frame has been drawn anew. What lies outside the frame is ignored, and so
    /// is all of it when nothing is shown.
    void damage(Rect rect);

    /// Sets the pointer's picture.
    void cursor(Cursor cursor);

    /// Puts the pointer's hot spot at a place of the screen, which may lie outside of it.
    void moveCursor(int x, int y);

    /// Whether a frame laid out like this should come with a dma-buf ([FrameMemory#dmaBuf]), and
    /// need not be there to be read. One that cannot be exported is there to be read all the same.
    ///
    /// @param stride bytes from one row to the next
    /// @param offset bytes from the start of the memory to the first pixel
    default boolean takesDmaBuf(PixelFormat format, int stride, long offset) {
        return false;
    }

    /// The guest turned this screen off. The frame shown so far must not be read again.
    void off();

    /// A frame's memory is gone: the guest took it back, or the picture moved. Whatever was made of
    /// it and kept, also for frames that are not shown now, must go soon, dma-bufs above all: the
    /// guest has other uses for the pages once this returns.
    ///
    /// If it was shown, [#show] or [#off] was called before this, so that the picture can be
    /// replaced without showing anything in between. The memory itself is closed already: it
    /// neither reads nor gives a dma-buf. It may also be memory that this surface never saw. A
    /// surface that was taken away from its screen is told nothing: it lets go then.
    default void forget(FrameMemory memory) {}

    /// What it has done so far. Any thread.
    SurfaceStats stats();

    @Override
    void close();
}
