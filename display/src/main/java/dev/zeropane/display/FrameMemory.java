package dev.zeropane.display;

import java.lang.foreign.MemorySegment;

/// The memory a [Frame]'s pixels are in, which belongs to the guest: it may take it back at any
/// moment, and may draw into it while it is read.
///
/// Safe from any thread.
public interface FrameMemory {
    /// Hands the frame's whole storage to `reader` as one linear, read-only segment, valid only
    /// during that call. Pixels may change while they are read (tearing); the segment's size does
    /// not.
    ///
    /// @return false if the memory was gone before the reader was called or went away while it
    ///   read: what was read then is no picture, and the display must drop the frame
    boolean read(Reader reader);

    /// Takes what it needs from a frame's storage.
    @FunctionalInterface
    interface Reader {
        /// @param pixels must not be kept: it is the guest's again when this returns
        void accept(MemorySegment pixels);
    }
}
