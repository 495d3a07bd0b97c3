// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import dev.zeropane.guest.GuestMemory;
import dev.zeropane.virtio.Chain;
import dev.zeropane.virtio.VirtQueue;
import dev.zeropane.virtio.VirtioDevice;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Gives every request back with a byte.
final class AnsweringDevice implements VirtioDevice {
    @Override
    public void available(int index, VirtQueue queue) {
        for (Optional<Chain> next = queue.pop(); next.isPresent(); next = queue.pop()) {
            next.get().complete(MemorySegment.ofArray(new byte[1]), 1);
        }
    }

    @Override
    public void readConfig(long offset, MemorySegment target) {}

    @Override
    public void writeConfig(long offset, MemorySegment source) {}

    @Override
    public void memoryReplaced(GuestMemory memory) {}

    @Override
    public void reset() {}
}
