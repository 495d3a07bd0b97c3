// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import static dev.zeropane.gpu.protocol.VirtioGpu.*;

import dev.zeropane.display.Mode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// Where a response is put together before it is written to the guest. Every byte of it is defined.
public final class ResponseBytes {
    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LE64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// `struct virtio_gpu_display_one`: rect, le32 enabled, le32 flags.
    private static final long DISPLAY_ONE = 24;

    private static final long DISPLAY_INFO_SIZE =
            CtrlHeader.SIZE + VIRTIO_GPU_MAX_SCANOUTS * DISPLAY_ONE;

    /// `struct virtio_gpu_resp_edid`: header, le32 size, le32 padding, u8 edid[1024].
    private static final int EDID_CAPACITY = 1024;

    private static final long EDID_SIZE = CtrlHeader.SIZE + 8 + EDID_CAPACITY;

    private final MemorySegment bytes = Arena.ofAuto().allocate(EDID_SIZE, Long.BYTES);

    public ResponseBytes() {}

    public MemorySegment bytes() {
        return bytes;
    }

    /// Encodes the answer to the request with header `request`.
    ///
    /// @return its length in bytes
    public long put(CtrlHeader request, GpuResponse response) {
        return switch (response) {
            case GpuResponse.NoData(int type) -> header(request, type, CtrlHeader.SIZE);
            case GpuResponse.DisplayInfo(List<Optional<Mode>> modes) -> displayInfo(request, modes);
            case GpuResponse.Edid(byte[] edid) -> edid(request, edid);
        };
    }

    private long header(CtrlHeader request, int type, long size) {
        bytes.asSlice(0, size).fill((byte) 0);
        bytes.set(LE32, 0, type);
        if ((request.flags() & VIRTIO_GPU_FLAG_FENCE) != 0) {
            bytes.set(
                    LE32,
                    4,
                    request.flags() & (VIRTIO_GPU_FLAG_FENCE | VIRTIO_GPU_FLAG_INFO_RING_IDX));
            bytes.set(LE64, 8, request.fenceId());
            bytes.set(LE32, 16, request.contextId());
            bytes.set(ValueLayout.JAVA_BYTE, 20, (byte) request.ringIndex());
        }
        return size;
    }

    private long displayInfo(CtrlHeader request, List<Optional<Mode>> modes) {
        long size = header(request, VIRTIO_GPU_RESP_OK_DISPLAY_INFO, DISPLAY_INFO_SIZE);
        int x = 0;
        for (int i = 0; i < modes.size(); i++) {
            if (modes.get(i).isEmpty()) {
                continue;
            }
            long at = CtrlHeader.SIZE + i * DISPLAY_ONE;
            Mode mode = modes.get(i).get();
            bytes.set(LE32, at, x);
            bytes.set(LE32, at + 8, mode.width());
            bytes.set(LE32, at + 12, mode.height());
            bytes.set(LE32, at + 16, 1);
            x += mode.width();
        }
        return size;
    }

    private long edid(CtrlHeader request, byte[] edid) {
        long size = header(request, VIRTIO_GPU_RESP_OK_EDID, EDID_SIZE);
        bytes.set(LE32, CtrlHeader.SIZE, edid.length);
        MemorySegment.copy(edid, 0, bytes, ValueLayout.JAVA_BYTE, CtrlHeader.SIZE + 8, edid.length);
        return size;
    }
}
