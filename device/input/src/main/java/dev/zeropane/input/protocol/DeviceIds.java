// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE16;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct virtio_input_devids` (VIRTIO 1.3 §5.8.4), each 16 bits.
public record DeviceIds(int bus, int vendor, int product, int version) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "virtio_input_devids",
                    LE16.withName("bustype"),
                    LE16.withName("vendor"),
                    LE16.withName("product"),
                    LE16.withName("version"));

    private static final long BUSTYPE = offset(LAYOUT, "bustype");
    private static final long VENDOR = offset(LAYOUT, "vendor");
    private static final long PRODUCT = offset(LAYOUT, "product");
    private static final long VERSION = offset(LAYOUT, "version");

    public byte[] bytes() {
        byte[] bytes = new byte[(int) LAYOUT.byteSize()];
        MemorySegment to = MemorySegment.ofArray(bytes);
        to.set(LE16, BUSTYPE, (short) bus);
        to.set(LE16, VENDOR, (short) vendor);
        to.set(LE16, PRODUCT, (short) product);
        to.set(LE16, VERSION, (short) version);
        return bytes;
    }
}
