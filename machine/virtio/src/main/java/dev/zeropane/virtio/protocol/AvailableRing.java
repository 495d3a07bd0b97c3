// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE16;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/// The offsets of the fields of `struct virtq_avail` (VIRTIO 1.3 §2.7.6; Linux: `vring_avail`),
/// which the driver writes.
public final class AvailableRing {
    public static final long ALIGNMENT = 2;

    public static final int VIRTQ_AVAIL_F_NO_INTERRUPT = 1;

    static final StructLayout LAYOUT =
            Struct.of(
                    "vring_avail",
                    LE16.withName("flags"),
                    LE16.withName("idx"),
                    MemoryLayout.sequenceLayout(0, LE16).withName("ring"));

    public static final long FLAGS = offset(LAYOUT, "flags");
    public static final long IDX = offset(LAYOUT, "idx");

    private static final long RING = offset(LAYOUT, "ring");

    private AvailableRing() {}

    public static long entry(int index) {
        return RING + index * LE16.byteSize();
    }

    /// `used_event`, which follows the ring.
    public static long usedEvent(int size) {
        return entry(size);
    }

    /// Size of the ring in bytes.
    public static long bytes(int size) {
        return usedEvent(size) + LE16.byteSize();
    }
}
