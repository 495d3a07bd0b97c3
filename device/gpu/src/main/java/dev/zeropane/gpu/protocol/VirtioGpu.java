// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu.protocol;

/// Numbers of the virtio-gpu chapter (VIRTIO 1.3 §5.7), under its own names.
public final class VirtioGpu {
    public static final long VIRTIO_GPU_F_EDID = 1L << 1;

    public static final int VIRTIO_GPU_FLAG_FENCE = 1 << 0;
    public static final int VIRTIO_GPU_FLAG_INFO_RING_IDX = 1 << 1;

    public static final int VIRTIO_GPU_CMD_GET_DISPLAY_INFO = 0x0100;
    public static final int VIRTIO_GPU_CMD_RESOURCE_CREATE_2D = 0x0101;
    public static final int VIRTIO_GPU_CMD_RESOURCE_UNREF = 0x0102;
    public static final int VIRTIO_GPU_CMD_SET_SCANOUT = 0x0103;
    public static final int VIRTIO_GPU_CMD_RESOURCE_FLUSH = 0x0104;
    public static final int VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D = 0x0105;
    public static final int VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING = 0x0106;
    public static final int VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING = 0x0107;
    public static final int VIRTIO_GPU_CMD_GET_EDID = 0x010a;
    public static final int VIRTIO_GPU_CMD_UPDATE_CURSOR = 0x0300;
    public static final int VIRTIO_GPU_CMD_MOVE_CURSOR = 0x0301;

    public static final int VIRTIO_GPU_RESP_OK_NODATA = 0x1100;
    public static final int VIRTIO_GPU_RESP_OK_DISPLAY_INFO = 0x1101;
    public static final int VIRTIO_GPU_RESP_OK_EDID = 0x1104;
    public static final int VIRTIO_GPU_RESP_ERR_UNSPEC = 0x1200;
    public static final int VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY = 0x1201;
    public static final int VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID = 0x1202;
    public static final int VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID = 0x1203;
    public static final int VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER = 0x1205;

    public static final int VIRTIO_GPU_MAX_SCANOUTS = 16;

    private VirtioGpu() {}
}
