// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.pci;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// What is behind a memory BAR (32 bit): registers, memory, or both. Device thread.
public interface Bar {
    /// Length in bytes: a power of two, 4096 to 2^31. Does not change.
    long size();

    /// Whether reads have no side effects and writes may be merged. Does not change.
    boolean isPrefetchable();

    /// Memory that the VMM may map into the guest, so that accesses to it are seen by nobody. The
    /// rest of the BAR is trapped. Does not change.
    default Optional<MappableMemory> memory() {
        return Optional.empty();
    }

    /// A guest reads; never called with a range that is not within the BAR. Ranges of memory that
    /// can be mapped come here as well, if a VMM does not map it.
    ///
    /// What a guest's instruction reads is 1 to 8 bytes. A VMM may ask for any other length, at any
    /// alignment; neither must fail.
    ///
    /// @param offset bytes from the start of the BAR
    /// @param target gets the bytes, at least one; whatever the device leaves alone reads as zero.
    ///   Only for the time of the call
    void read(long offset, MemorySegment target);

    /// A guest writes; the same holds as for [#read].
    void write(long offset, MemorySegment source);
}
