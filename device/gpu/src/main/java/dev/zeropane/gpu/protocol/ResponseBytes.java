// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import static dev.zeropane.gpu.protocol.VirtioGpu.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The buffer in which a response is encoded. Every byte of a response is set.
public final class ResponseBytes {
    /// The longest response.
    private static final long CAPACITY = GpuResponse.Edid.LAYOUT.byteSize();

    private final MemorySegment bytes = Arena.ofAuto().allocate(CAPACITY, Long.BYTES);

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
            case GpuResponse.DisplayInfo info -> {
                long size =
                        header(
                                request,
                                VIRTIO_GPU_RESP_OK_DISPLAY_INFO,
                                GpuResponse.DisplayInfo.LAYOUT.byteSize());
                info.write(bytes);
                yield size;
            }
            case GpuResponse.Edid edid -> {
                long size = header(request, VIRTIO_GPU_RESP_OK_EDID, CAPACITY);
                edid.write(bytes);
                yield size;
            }
        };
    }

    private long header(CtrlHeader request, int type, long size) {
        bytes.asSlice(0, size).fill((byte) 0);
        boolean fenced = (request.flags() & VIRTIO_GPU_FLAG_FENCE) != 0;
        CtrlHeader header =
                fenced
                        ? new CtrlHeader(
                                type,
                                request.flags()
                                        & (VIRTIO_GPU_FLAG_FENCE | VIRTIO_GPU_FLAG_INFO_RING_IDX),
                                request.fenceId(),
                                request.contextId(),
                                request.ringIndex())
                        : new CtrlHeader(type, 0, 0, 0, 0);
        header.write(bytes);
        return size;
    }
}
