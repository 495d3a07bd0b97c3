// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// `struct virtio_input_event` (VIRTIO 1.3 §5.8.6): le16 type, le16 code, le32 value.
record EvdevEvent(int type, int code, int value) {
    /// Ends what belongs together.
    static final EvdevEvent SYN_REPORT = new EvdevEvent(Evdev.EV_SYN, Evdev.SYN_REPORT, 0);

    private static final ValueLayout.OfShort LE16 =
            JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt LE32 =
            JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static EvdevEvent read(MemorySegment from) {
        return new EvdevEvent(
                Short.toUnsignedInt(from.get(LE16, 0)),
                Short.toUnsignedInt(from.get(LE16, 2)),
                from.get(LE32, 4));
    }

    void write(MemorySegment to) {
        to.set(LE16, 0, (short) type);
        to.set(LE16, 2, (short) code);
        to.set(LE32, 4, value);
    }
}
