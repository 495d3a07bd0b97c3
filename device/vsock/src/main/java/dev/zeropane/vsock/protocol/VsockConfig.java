// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE64;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct virtio_vsock_config` (VIRTIO 1.3 §5.10.4): the guest's address.
public record VsockConfig(long guestCid) {
    static final StructLayout LAYOUT = Struct.of("virtio_vsock_config", LE64.withName("guest_cid"));

    private static final long GUEST_CID = offset(LAYOUT, "guest_cid");

    public byte[] bytes() {
        byte[] bytes = new byte[(int) LAYOUT.byteSize()];
        MemorySegment.ofArray(bytes).set(LE64, GUEST_CID, guestCid);
        return bytes;
    }
}
