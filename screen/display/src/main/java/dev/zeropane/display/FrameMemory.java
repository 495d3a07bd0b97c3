// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.dmabuf.DmaBuf;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The memory a [Frame]'s pixels are in, which belongs to the guest: it may take it back at any
/// moment, and may draw into it while it is read.
///
/// It is the same object in every frame until it is gone, so that what is made of it can be kept
/// for when the guest flips back; [Surface#forget] says when to let go of that.
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

    /// The frame's whole storage as a dma-buf, which begins with the byte that [#read] hands out
    /// first. Whoever has it sees what the guest draws at once, and keeps the pages from going
    /// away; what the guest does with them once it has taken them back is then seen as well.
    ///
    /// @return owned by the caller; nothing if it is not exported, or was taken back
    default Optional<DmaBuf> dmaBuf() {
        return Optional.empty();
    }

    /// The frame's whole storage as part of a memfd of this process's own, contiguous and as it was
    /// drawn: for displays of other processes that take shared memory, but no dma-buf.
    ///
    /// **Only memory that holds nothing but pictures of this guest may be given so**, as whoever
    /// gets the file has all of it, to read and to write: the video memory of a graphics card that
    /// is made here, never a guest's RAM or any part of it. Its size must be sealed
    /// (`F_SEAL_SHRINK`), as otherwise either side can make the other fault, and writing must not
    /// be: compositors map it so.
    ///
    /// @return owned by the caller; nothing if it is of another kind, or was taken back
    default Optional<SharedPixels> shared() {
        return Optional.empty();
    }

    /// Takes what it needs from a frame's storage.
    @FunctionalInterface
    interface Reader {
        /// @param pixels must not be kept: it is the guest's again when this returns
        void accept(MemorySegment pixels);
    }
}
