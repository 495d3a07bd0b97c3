// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import static dev.zeropane.gpu.protocol.VirtioGpu.*;
import static dev.zeropane.linux.struct.LittleEndian.LE32;
import static dev.zeropane.linux.struct.LittleEndian.U8;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.display.Mode;
import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;
import java.util.Optional;

/// The device's answer to a command.
public sealed interface GpuResponse {
    GpuResponse OK = new NoData(VIRTIO_GPU_RESP_OK_NODATA);
    GpuResponse UNSPEC = new NoData(VIRTIO_GPU_RESP_ERR_UNSPEC);
    GpuResponse OUT_OF_MEMORY = new NoData(VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY);
    GpuResponse INVALID_SCANOUT_ID = new NoData(VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID);
    GpuResponse INVALID_RESOURCE_ID = new NoData(VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID);
    GpuResponse INVALID_PARAMETER = new NoData(VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER);

    /// Only a header: success, or an error.
    record NoData(int type) implements GpuResponse {}

    /// The mode of each scanout, from 0; empty for a disabled one.
    record DisplayInfo(List<Optional<Mode>> modes) implements GpuResponse {
        static final StructLayout ONE =
                Struct.of(
                        "virtio_gpu_display_one",
                        GuestRect.LAYOUT.withName("r"),
                        LE32.withName("enabled"),
                        LE32.withName("flags"));
        static final StructLayout LAYOUT =
                Struct.of(
                        "virtio_gpu_resp_display_info",
                        CtrlHeader.field(),
                        MemoryLayout.sequenceLayout(VIRTIO_GPU_MAX_SCANOUTS, ONE)
                                .withName("pmodes"));
        private static final long PMODES = offset(LAYOUT, "pmodes");
        private static final long X = offset(ONE, "r", "x");
        private static final long WIDTH = offset(ONE, "r", "width");
        private static final long HEIGHT = offset(ONE, "r", "height");
        private static final long ENABLED = offset(ONE, "enabled");

        /// Writes the fields behind the header, into zeroes: each screen is to the right of the
        /// previous one.
        void write(MemorySegment to) {
            int x = 0;
            for (int i = 0; i < modes.size(); i++) {
                if (modes.get(i).isEmpty()) {
                    continue;
                }
                long at = PMODES + i * ONE.byteSize();
                Mode mode = modes.get(i).get();
                to.set(LE32, at + X, x);
                to.set(LE32, at + WIDTH, mode.width());
                to.set(LE32, at + HEIGHT, mode.height());
                to.set(LE32, at + ENABLED, 1);
                x += mode.width();
            }
        }
    }

    record Edid(byte[] edid) implements GpuResponse {
        private static final int CAPACITY = 1024;

        static final StructLayout LAYOUT =
                Struct.of(
                        "virtio_gpu_resp_edid",
                        CtrlHeader.field(),
                        LE32.withName("size"),
                        LE32.withName("padding"),
                        MemoryLayout.sequenceLayout(CAPACITY, U8).withName("edid"));
        private static final long SIZE = offset(LAYOUT, "size");
        private static final long EDID = offset(LAYOUT, "edid");

        /// Writes the fields behind the header, into zeroes.
        void write(MemorySegment to) {
            to.set(LE32, SIZE, edid.length);
            MemorySegment.copy(edid, 0, to, U8, EDID, edid.length);
        }
    }
}
