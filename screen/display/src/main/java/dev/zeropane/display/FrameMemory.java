// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

import dev.zeropane.dmabuf.DmaBuf;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The memory that a [Frame]'s pixels are in. It belongs to the guest, which may take it back at
/// any moment, and may draw into it while a display reads it.
///
/// It is the same object in every frame until the guest takes it back, so that a display can keep
/// the buffers it made of it for when the guest flips back; [Surface#forget] says when to release
/// them.
///
/// Safe from any thread.
public interface FrameMemory {
    /// Hands the frame's whole storage to `reader` as one linear, read-only segment, valid only
    /// during that call. Pixels may change while they are read (tearing); the segment's size does
    /// not.
    ///
    /// @return false if the guest took the memory back before or while the reader was called: the
    ///   pixels it read are no picture, and the display must drop the frame
    boolean read(Reader reader);

    /// The frame's whole storage as a dma-buf, which begins with the byte that [#read] hands out
    /// first. Its owner sees what the guest draws at once, and keeps the pages allocated: after the
    /// guest has taken them back, the owner also sees what the guest does with them next.
    ///
    /// @return owned by the caller; nothing if the memory is not exported, or was taken back
    default Optional<DmaBuf> dmaBuf() {
        return Optional.empty();
    }

    /// The frame's whole storage as part of a memfd of this process, contiguous and as it was
    /// drawn: for displays in other processes that take shared memory, but no dma-buf.
    ///
    /// **Only memory that holds nothing but pictures of this guest may be shared**, as the process
    /// that gets the file can read and write all of it: the video memory of an emulated graphics
    /// card, never a guest's RAM or any part of it. The file's size must be sealed
    /// (`F_SEAL_SHRINK`), as otherwise either side can make the other fault; writing must not be
    /// sealed, as compositors map the file for writing.
    ///
    /// @return owned by the caller; nothing if the memory is of another kind, or was taken back
    default Optional<SharedPixels> shared() {
        return Optional.empty();
    }

    /// Reads a frame's storage.
    @FunctionalInterface
    interface Reader {
        /// @param pixels must not be kept: the segment is invalid when this returns
        void accept(MemorySegment pixels);
    }
}
