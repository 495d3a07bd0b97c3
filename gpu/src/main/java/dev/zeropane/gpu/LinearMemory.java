package dev.zeropane.gpu;

import dev.zeropane.display.FrameMemory;
import java.lang.foreign.MemorySegment;

/// A frame's memory as a mapping that the device may take back while a display reads it: the
/// reader's access then fails, safely, wherever it is.
final class LinearMemory implements FrameMemory {
    private final MemorySegment pixels;

    LinearMemory(MemorySegment pixels) {
        this.pixels = pixels.asReadOnly();
    }

    @Override
    public boolean read(Reader reader) {
        try {
            reader.accept(pixels);
            return pixels.scope().isAlive();
        } catch (IllegalStateException e) {
            if (pixels.scope().isAlive()) {
                throw e;
            }
            return false;
        }
    }
}
