// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

import static dev.zeropane.virtio.protocol.Descriptor.VIRTQ_DESC_F_INDIRECT;
import static dev.zeropane.virtio.protocol.Descriptor.VIRTQ_DESC_F_NEXT;
import static dev.zeropane.virtio.protocol.Descriptor.VIRTQ_DESC_F_WRITE;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.virtio.protocol.Descriptor;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Follows one chain through the descriptor table and an indirect table, checking every step
/// (VIRTIO 1.3 §2.7.5 to §2.7.5.3.2).
final class DescriptorWalk {
    /// The longest chain accepted. Chains of Linux may exceed the queue's size with an indirect
    /// table, which QEMU's own devices allow; this is QEMU's limit.
    static final int MAX_DESCRIPTORS = 1024;

    /// Gets the buffers of a chain in order.
    interface Buffers {
        void buffer(long address, long length, boolean deviceWrites);
    }

    private DescriptorWalk() {}

    /// @param table the queue's descriptor table
    /// @param size entries of the table
    /// @param head index of the first descriptor, less than `size`
    /// @return the fault of the chain; empty if it has none
    static Optional<String> walk(
            GuestMemory memory, MemorySegment table, int size, int head, Buffers buffers) {
        MemorySegment current = table;
        int entries = size;
        int index = head;
        boolean indirect = false;
        boolean writing = false;
        // Counting the visited descriptors ends loops as well as long chains.
        for (int visited = 0; visited < MAX_DESCRIPTORS; visited++) {
            Descriptor descriptor = Descriptor.read(current, index);
            if (descriptor.has(VIRTQ_DESC_F_INDIRECT)) {
                if (indirect) {
                    return Optional.of("an indirect table refers to another");
                }
                if (descriptor.has(VIRTQ_DESC_F_NEXT)) {
                    return Optional.of("an indirect descriptor has a next one");
                }
                long length = descriptor.length();
                if (length == 0
                        || length % Descriptor.SIZE != 0
                        || length / Descriptor.SIZE > MAX_DESCRIPTORS) {
                    return Optional.of("an indirect table is " + length + " bytes long");
                }
                Optional<MemorySegment> found = memory.slice(descriptor.address(), length);
                if (found.isEmpty()) {
                    return Optional.of("an indirect table is not in guest memory");
                }
                current = found.get();
                entries = (int) (length / Descriptor.SIZE);
                index = 0;
                indirect = true;
                continue;
            }
            boolean deviceWrites = descriptor.has(VIRTQ_DESC_F_WRITE);
            if (writing && !deviceWrites) {
                return Optional.of("a readable buffer follows a writable one");
            }
            writing = deviceWrites;
            if (!memory.contains(descriptor.address(), descriptor.length())) {
                return Optional.of("a buffer is not in guest memory");
            }
            buffers.buffer(descriptor.address(), descriptor.length(), deviceWrites);
            if (!descriptor.has(VIRTQ_DESC_F_NEXT)) {
                return Optional.empty();
            }
            index = descriptor.next();
            if (index >= entries) {
                return Optional.of("the next descriptor is " + index + " of " + entries);
            }
        }
        return Optional.of("the chain loops or has more than " + MAX_DESCRIPTORS + " descriptors");
    }
}
