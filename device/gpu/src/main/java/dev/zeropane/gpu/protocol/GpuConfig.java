// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import static dev.zeropane.linux.struct.LittleEndian.LE32;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct virtio_gpu_config` (VIRTIO 1.3 §5.7.4), the device's configuration space. Without events
/// and capability sets.
public record GpuConfig(int scanouts) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "virtio_gpu_config",
                    LE32.withName("events_read"),
                    LE32.withName("events_clear"),
                    LE32.withName("num_scanouts"),
                    LE32.withName("num_capsets"));

    private static final long NUM_SCANOUTS = offset(LAYOUT, "num_scanouts");

    /// The configuration space's bytes.
    public MemorySegment bytes() {
        MemorySegment bytes = MemorySegment.ofArray(new byte[(int) LAYOUT.byteSize()]);
        bytes.set(LE32, NUM_SCANOUTS, scanouts);
        return bytes;
    }
}
