// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.raw.IoVector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Pieces of memory to be sent as if they lay side by side (`struct iovec`). Filled anew for each
/// call and never allocated in between. One thread.
///
/// It holds addresses: what was added must stay mapped until the call that uses it has returned. So
/// fill and use it on the thread that alone unmaps the memory.
public final class Gather {
    /// As many pieces as the kernel takes in one call (`IOV_MAX`).
    public static final int CAPACITY = 1024;

    private final MemorySegment entries =
            Arena.ofAuto().allocate(IoVector.SIZE * CAPACITY, Long.BYTES);
    private int count;
    private long size;
    private long end;

    public Gather() {}

    public void clear() {
        count = 0;
        size = 0;
        end = 0;
    }

    public boolean isFull() {
        return count == CAPACITY;
    }

    /// Bytes of all pieces together.
    public long size() {
        return size;
    }

    /// Adds a piece of native memory; one that follows the last piece directly becomes part of it.
    ///
    /// @throws IndexOutOfBoundsException if the range is not within the segment
    /// @throws IllegalStateException if the segment's memory is gone, or there is no room
    public void add(MemorySegment segment, long offset, long length) {
        MemorySegment piece = segment.asSlice(offset, length);
        if (!piece.scope().isAlive()) {
            // An expected case: a guest takes memory back whenever it likes.
            throw new IllegalStateException("memory that is gone");
        }
        if (!piece.isNative()) {
            throw new IllegalStateException("not memory that can be sent: " + piece);
        }
        long address = piece.address();
        if (count > 0 && address == end) {
            IoVector.extend(entries, count - 1, length);
        } else {
            if (isFull()) {
                throw new IllegalStateException("more than " + CAPACITY + " pieces");
            }
            IoVector.write(entries, count, piece);
            count++;
        }
        end = address + length;
        size += length;
    }

    MemorySegment entries() {
        return entries;
    }

    int count() {
        return count;
    }
}
