// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import java.lang.foreign.MemorySegment;

/// A frame's memory as a mapping that the device may take back while a display reads it: the
/// reader's next access then fails safely.
public final class LinearMemory implements FrameMemory {
    private final MemorySegment pixels;

    /// @param pixels closed by its owner, on any thread
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

    /// If the memory is gone, HotSpot has stopped the reader by an asynchronous exception, and has
    /// interrupted its thread for that. The interrupt must be cleared, or the thread's next wait or
    /// write to a file would fail.
    private boolean isStillThere() {
        if (pixels.scope().isAlive()) {
            return true;
        }
        boolean _ = Thread.interrupted();
        return false;
    }
}
