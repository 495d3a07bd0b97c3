// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE16;
import static dev.zeropane.linux.struct.LittleEndian.LE32;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/// The offsets of the fields of `struct virtq_used` (VIRTIO 1.3 §2.7.8; Linux: `vring_used`), which
/// the device writes.
public final class UsedRing {
    public static final long ALIGNMENT = 4;

    static final StructLayout ELEMENT =
            Struct.of("vring_used_elem", LE32.withName("id"), LE32.withName("len"));

    static final StructLayout LAYOUT =
            Struct.of(
                    "vring_used",
                    LE16.withName("flags"),
                    LE16.withName("idx"),
                    MemoryLayout.sequenceLayout(0, ELEMENT).withName("ring"));

    public static final long IDX = offset(LAYOUT, "idx");

    /// Within an element.
    public static final long ID = offset(ELEMENT, "id");

    public static final long LEN = offset(ELEMENT, "len");

    private static final long RING = offset(LAYOUT, "ring");

    private UsedRing() {}

    public static long element(int index) {
        return RING + index * ELEMENT.byteSize();
    }

    /// `avail_event`, which follows the ring.
    public static long availableEvent(int size) {
        return element(size);
    }

    /// Size of the ring in bytes.
    public static long bytes(int size) {
        return availableEvent(size) + LE16.byteSize();
    }
}
