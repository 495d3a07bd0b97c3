// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The device configuration space (VIRTIO 1.3 §5.8.4): the guest selects what it wants to know,
/// then reads it. Device thread only.
///
/// ```
/// u8 select | u8 subsel | u8 size | u8 reserved[5] | u8 answer[128]
/// ```
final class ConfigSpace {
    private static final long SELECT = 0;
    private static final long SUBSEL = 1;
    private static final long SIZE = 2;
    private static final long ANSWER = 8;
    private static final long END = ANSWER + Capabilities.MAX_SIZE;

    private final Capabilities capabilities;
    private final MemorySegment bytes = MemorySegment.ofArray(new byte[(int) END]);

    ConfigSpace(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    void read(long offset, MemorySegment target) {
        if (offset < END) {
            MemorySegment.copy(bytes, offset, target, 0, Math.min(target.byteSize(), END - offset));
        }
    }

    /// Only `select` and `subsel` can be written. QEMU writes all of it for every byte the guest
    /// writes, with what it read before in the rest.
    void write(long offset, MemorySegment source) {
        long end = Math.min(offset + source.byteSize(), SUBSEL + 1);
        for (long at = offset; at < end; at++) {
            bytes.set(ValueLayout.JAVA_BYTE, at, source.get(ValueLayout.JAVA_BYTE, at - offset));
        }
        answer();
    }

    /// Nothing is selected.
    void reset() {
        bytes.fill((byte) 0);
    }

    private void answer() {
        byte[] answer = capabilities.find(selected(SELECT), selected(SUBSEL));
        bytes.asSlice(SIZE).fill((byte) 0);
        bytes.set(ValueLayout.JAVA_BYTE, SIZE, (byte) answer.length);
        MemorySegment.copy(MemorySegment.ofArray(answer), 0, bytes, ANSWER, answer.length);
    }

    private int selected(long at) {
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, at));
    }
}
