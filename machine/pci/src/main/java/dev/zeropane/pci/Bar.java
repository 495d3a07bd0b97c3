// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.pci;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A memory BAR (32 bit): registers, memory, or both. Device thread.
public interface Bar {
    /// Length in bytes: a power of two, 4096 to 2^31. Does not change.
    long size();

    /// Whether reads have no side effects and writes may be merged. Does not change.
    boolean isPrefetchable();

    /// Memory that the VMM may map into the guest, whose accesses the device then does not see.
    /// Accesses to the rest of the BAR are trapped. Does not change.
    default Optional<MappableMemory> memory() {
        return Optional.empty();
    }

    /// The guest reads; the range is always within the BAR. Accesses to mappable memory come here
    /// as well, if the VMM does not map it.
    ///
    /// A guest's instruction reads 1 to 8 bytes. A VMM may read any length at any alignment; no
    /// such read may fail.
    ///
    /// @param offset bytes from the start of the BAR
    /// @param target gets the bytes, at least one; bytes that the device does not set read as zero.
    ///   Valid only during the call
    void read(long offset, MemorySegment target);

    /// The guest writes; ranges and lengths are as for [#read].
    void write(long offset, MemorySegment source);
}
