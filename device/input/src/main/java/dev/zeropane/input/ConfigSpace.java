// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import dev.zeropane.input.protocol.InputConfig;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The device configuration space (VIRTIO 1.3 §5.8.4): the guest selects an answer, then reads it.
/// Device thread only.
final class ConfigSpace {
    private final Capabilities capabilities;
    private final MemorySegment bytes = MemorySegment.ofArray(new byte[InputConfig.SIZE]);

    ConfigSpace(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    void read(long offset, MemorySegment target) {
        if (offset < InputConfig.SIZE) {
            MemorySegment.copy(
                    bytes,
                    offset,
                    target,
                    0,
                    Math.min(target.byteSize(), InputConfig.SIZE - offset));
        }
    }

    /// Only `select` and `subsel` can be written. For every byte the guest writes, QEMU writes the
    /// whole space, with the values it has read before.
    void write(long offset, MemorySegment source) {
        long end = Math.min(offset + source.byteSize(), InputConfig.WRITABLE);
        for (long at = offset; at < end; at++) {
            bytes.set(ValueLayout.JAVA_BYTE, at, source.get(ValueLayout.JAVA_BYTE, at - offset));
        }
        answer();
    }

    /// Clears the selection.
    void reset() {
        bytes.fill((byte) 0);
    }

    private void answer() {
        InputConfig selected = InputConfig.read(bytes);
        InputConfig.writeAnswer(capabilities.find(selected), bytes);
    }
}
