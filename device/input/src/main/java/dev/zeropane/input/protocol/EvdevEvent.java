// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE16;
import static dev.zeropane.linux.struct.LittleEndian.LE32;
import static dev.zeropane.linux.struct.LittleEndian.le16;
import static dev.zeropane.linux.struct.LittleEndian.le32;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct virtio_input_event` (VIRTIO 1.3 §5.8.6).
public record EvdevEvent(int type, int code, int value) {
    /// The `EV_SYN` event at the end of a report.
    public static final EvdevEvent SYN_REPORT = new EvdevEvent(0, 0, 0);

    static final StructLayout LAYOUT =
            Struct.of(
                    "virtio_input_event",
                    LE16.withName("type"),
                    LE16.withName("code"),
                    LE32.withName("value"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long TYPE = offset(LAYOUT, "type");
    private static final long CODE = offset(LAYOUT, "code");
    private static final long VALUE = offset(LAYOUT, "value");

    public static EvdevEvent read(MemorySegment from) {
        return new EvdevEvent(le16(from, TYPE), le16(from, CODE), le32(from, VALUE));
    }

    public void write(MemorySegment to) {
        to.set(LE16, TYPE, (short) type);
        to.set(LE16, CODE, (short) code);
        to.set(LE32, VALUE, value);
    }
}
