// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import dev.zeropane.guest.GuestMemory;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Where the three parts of a split virtqueue lie in guest-physical memory (VIRTIO 1.3 §2.7).
public record RingAddresses(long descriptors, long available, long used) {
    private static final long DESCRIPTOR_ALIGNMENT = 16;
    private static final long AVAILABLE_ALIGNMENT = 2;
    private static final long USED_ALIGNMENT = 4;

    static final long RING_HEADER = 4;
    static final long USED_ELEMENT = 8;
    static final long EVENT = 2;

    /// A ring's parts, found in guest memory.
    record Parts(MemorySegment descriptors, MemorySegment available, MemorySegment used) {}

    /// The parts for a queue of `size` entries, or nothing if one is misaligned or not in one
    /// region of guest RAM.
    Optional<Parts> resolve(GuestMemory memory, int size) {
        Optional<MemorySegment> descriptorTable =
                part(
                        memory,
                        descriptors,
                        Descriptor.LAYOUT.byteSize() * size,
                        DESCRIPTOR_ALIGNMENT);
        Optional<MemorySegment> availableRing =
                part(memory, available, RING_HEADER + 2L * size + EVENT, AVAILABLE_ALIGNMENT);
        Optional<MemorySegment> usedRing =
                part(memory, used, RING_HEADER + USED_ELEMENT * size + EVENT, USED_ALIGNMENT);
        if (descriptorTable.isEmpty() || availableRing.isEmpty() || usedRing.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Parts(descriptorTable.get(), availableRing.get(), usedRing.get()));
    }

    /// Aligned in guest memory as the specification wants it, and where it is mapped as well: a
    /// front-end may have said that its region begins at an odd byte of the file.
    private static Optional<MemorySegment> part(
            GuestMemory memory, long address, long length, long alignment) {
        return address % alignment == 0
                ? memory.slice(address, length)
                        .filter(found -> found.maxByteAlignment() >= alignment)
                : Optional.empty();
    }
}
