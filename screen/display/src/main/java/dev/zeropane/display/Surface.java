// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.dmabuf.PixelFormat;

/// Where one screen of a guest is shown.
///
/// Every method but [#stats] is called on the device thread and must neither block nor throw: a
/// slow display shows fewer pictures, a broken one shows none, and the guest notices neither.
/// Guests flip pages without pause, so the latest frame wins and damage adds up.
public interface Surface extends AutoCloseable {
    /// Shows `frame` from now on. All of it counts as damaged, even if the surface shows this frame
    /// already.
    void show(Frame frame);

    /// Part of the shown frame changed. Damage outside the frame is ignored, and so is all damage
    /// when nothing is shown.
    void damage(Rect rect);

    /// Sets the pointer's picture.
    void cursor(Cursor cursor);

    /// Puts the pointer's hot spot at a place, which may lie outside of the screen.
    void moveCursor(int x, int y);

    /// Whether the surface imports a frame laid out like this, so that it should have a dma-buf
    /// ([FrameMemory#dmaBuf]) and need not be readable. A frame that cannot be exported is readable
    /// in any case.
    ///
    /// @param stride bytes from one row to the next
    /// @param offset bytes from the start of the memory to the first pixel
    default boolean takesDmaBuf(PixelFormat format, int stride, long offset) {
        return false;
    }

    /// The guest turned this screen off. The frame shown so far must not be read again.
    void off();

    /// The guest took a frame's memory back, or the picture moved elsewhere. The surface must soon
    /// drop everything it made of that memory, also for frames that it does not show now. Dma-bufs
    /// matter most: the guest uses the pages for other things once this returns.
    ///
    /// If the surface showed a frame in that memory, [#show] or [#off] was called before this, so
    /// that it can replace the picture without showing anything in between. The memory is closed
    /// already: it can neither be read nor exported. It may also be memory that this surface never
    /// saw. A surface that was removed from its screen is not called: it drops everything when it
    /// is removed.
    default void forget(FrameMemory memory) {}

    /// Whether anybody sees the surface now, so that it is worth it to copy pictures for it.
    ///
    /// @param seen if nobody does, called once when somebody does, on any thread; must not block
    default boolean checkSeen(Runnable seen) {
        return true;
    }

    /// Statistics so far. Safe from any thread.
    SurfaceStats stats();

    @Override
    void close();
}
