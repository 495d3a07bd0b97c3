// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.lang.foreign.MemorySegment;

/// A frame's memory as a mapping that the device may take back while a display reads it: the
/// reader's access then fails, safely, wherever it is.
public final class LinearMemory implements FrameMemory {
    private final MemorySegment pixels;

    /// @param pixels to be closed by whoever made it, on any thread
    public LinearMemory(MemorySegment pixels) {
        this.pixels = pixels.asReadOnly();
    }

    @Override
    public boolean read(Reader reader) {
        try {
            reader.accept(pixels);
            return isStillThere();
        } catch (IllegalStateException e) {
            if (isStillThere()) {
                throw e;
            }
            return false;
        }
    }

    /// Where it is gone, HotSpot has thrown a reader out by an asynchronous exception, and for that
    /// has interrupted its thread: left so, the thread's next wait or write to a file would fail.
    private boolean isStillThere() {
        if (pixels.scope().isAlive()) {
            return true;
        }
        boolean _ = Thread.interrupted();
        return false;
    }
}
