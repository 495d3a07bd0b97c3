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

    /// A ring's parts, resolved in guest memory.
    record Parts(MemorySegment descriptors, MemorySegment available, MemorySegment used) {}

    /// The parts of a queue of `size` entries; empty if one is misaligned or not in one region of
    /// guest RAM.
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

    /// Checks the alignment of the guest address, as the specification requires, and of the mapping
    /// as well: a front-end may claim that its region begins at an odd offset of the file.
    private static Optional<MemorySegment> part(
            GuestMemory memory, long address, long length, long alignment) {
        return address % alignment == 0
                ? memory.slice(address, length)
                        .filter(found -> found.maxByteAlignment() >= alignment)
                : Optional.empty();
    }
}
