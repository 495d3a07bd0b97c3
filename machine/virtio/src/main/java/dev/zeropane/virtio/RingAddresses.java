// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.virtio.protocol.AvailableRing;
import dev.zeropane.virtio.protocol.Descriptor;
import dev.zeropane.virtio.protocol.UsedRing;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Where the three parts of a split virtqueue lie in guest-physical memory (VIRTIO 1.3 §2.7).
public record RingAddresses(long descriptors, long available, long used) {
    private static final long DESCRIPTOR_ALIGNMENT = 16;

    /// A ring's parts, found in guest memory.
    record Parts(MemorySegment descriptors, MemorySegment available, MemorySegment used) {}

    /// The parts for a queue of `size` entries, or nothing if one is misaligned or not in one
    /// region of guest RAM.
    Optional<Parts> resolve(GuestMemory memory, int size) {
        Optional<MemorySegment> descriptorTable =
                part(memory, descriptors, Descriptor.SIZE * size, DESCRIPTOR_ALIGNMENT);
        Optional<MemorySegment> availableRing =
                part(memory, available, AvailableRing.bytes(size), AvailableRing.ALIGNMENT);
        Optional<MemorySegment> usedRing =
                part(memory, used, UsedRing.bytes(size), UsedRing.ALIGNMENT);
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
