// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE32;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct virtio_input_absinfo` (VIRTIO 1.3 §5.8.4) of an axis that begins at 0, without fuzz,
/// dead zone and resolution.
public record AxisInfo(int max) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "virtio_input_absinfo",
                    LE32.withName("min"),
                    LE32.withName("max"),
                    LE32.withName("fuzz"),
                    LE32.withName("flat"),
                    LE32.withName("res"));

    private static final long MAX = offset(LAYOUT, "max");

    public byte[] bytes() {
        byte[] bytes = new byte[(int) LAYOUT.byteSize()];
        MemorySegment.ofArray(bytes).set(LE32, MAX, max);
        return bytes;
    }
}
