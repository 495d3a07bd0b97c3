// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

import static dev.zeropane.gpu.protocol.VirtioGpu.*;

import dev.zeropane.display.Mode;
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

    /// Only a type: done, or an error.
    record NoData(int type) implements GpuResponse {}

    /// The mode of each scanout, from 0, or nothing for one that is disabled.
    record DisplayInfo(List<Optional<Mode>> modes) implements GpuResponse {}

    record Edid(byte[] edid) implements GpuResponse {}
}
