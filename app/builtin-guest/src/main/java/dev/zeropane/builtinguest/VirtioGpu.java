// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

/// Numbers of VIRTIO 1.3 §5.7, with the specification's names.
public final class VirtioGpu {
    public static final int VIRTIO_GPU_F_VIRGL = 0;
    public static final int VIRTIO_GPU_F_EDID = 1;
    public static final int VIRTIO_GPU_F_RESOURCE_UUID = 2;
    public static final int VIRTIO_GPU_F_RESOURCE_BLOB = 3;
    public static final int VIRTIO_GPU_F_CONTEXT_INIT = 4;

    public static final int VIRTIO_GPU_CMD_GET_DISPLAY_INFO = 0x0100;
    public static final int VIRTIO_GPU_CMD_RESOURCE_CREATE_2D = 0x0101;
    public static final int VIRTIO_GPU_CMD_RESOURCE_UNREF = 0x0102;
    public static final int VIRTIO_GPU_CMD_SET_SCANOUT = 0x0103;
    public static final int VIRTIO_GPU_CMD_RESOURCE_FLUSH = 0x0104;
    public static final int VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D = 0x0105;
    public static final int VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING = 0x0106;
    public static final int VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING = 0x0107;
    public static final int VIRTIO_GPU_CMD_GET_CAPSET_INFO = 0x0108;
    public static final int VIRTIO_GPU_CMD_GET_CAPSET = 0x0109;
    public static final int VIRTIO_GPU_CMD_GET_EDID = 0x010a;
    public static final int VIRTIO_GPU_CMD_RESOURCE_ASSIGN_UUID = 0x010b;
    public static final int VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB = 0x010c;
    public static final int VIRTIO_GPU_CMD_SET_SCANOUT_BLOB = 0x010d;
    public static final int VIRTIO_GPU_CMD_CTX_CREATE = 0x0200;
    public static final int VIRTIO_GPU_CMD_UPDATE_CURSOR = 0x0300;
    public static final int VIRTIO_GPU_CMD_MOVE_CURSOR = 0x0301;

    public static final int VIRTIO_GPU_RESP_OK_NODATA = 0x1100;
    public static final int VIRTIO_GPU_RESP_OK_DISPLAY_INFO = 0x1101;
    public static final int VIRTIO_GPU_RESP_OK_CAPSET_INFO = 0x1102;
    public static final int VIRTIO_GPU_RESP_OK_CAPSET = 0x1103;
    public static final int VIRTIO_GPU_RESP_OK_EDID = 0x1104;
    public static final int VIRTIO_GPU_RESP_OK_RESOURCE_UUID = 0x1105;
    public static final int VIRTIO_GPU_RESP_OK_MAP_INFO = 0x1106;
    public static final int VIRTIO_GPU_RESP_ERR_UNSPEC = 0x1200;
    public static final int VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY = 0x1201;
    public static final int VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID = 0x1202;
    public static final int VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID = 0x1203;
    public static final int VIRTIO_GPU_RESP_ERR_INVALID_CONTEXT_ID = 0x1204;
    public static final int VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER = 0x1205;

    public static final int VIRTIO_GPU_FLAG_FENCE = 1;
    public static final int VIRTIO_GPU_FLAG_INFO_RING_IDX = 2;

    public static final int VIRTIO_GPU_MAX_SCANOUTS = 16;

    /// Bytes of `struct virtio_gpu_ctrl_hdr`.
    public static final int CTRL_HDR_SIZE = 24;

    /// Formats are named by bytes in memory order (§5.7.6.8).
    public static final int VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM = 1;

    public static final int VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM = 2;
    public static final int VIRTIO_GPU_FORMAT_A8R8G8B8_UNORM = 3;
    public static final int VIRTIO_GPU_FORMAT_X8R8G8B8_UNORM = 4;
    public static final int VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM = 67;
    public static final int VIRTIO_GPU_FORMAT_X8B8G8R8_UNORM = 68;
    public static final int VIRTIO_GPU_FORMAT_A8B8G8R8_UNORM = 121;
    public static final int VIRTIO_GPU_FORMAT_R8G8B8X8_UNORM = 134;

    private VirtioGpu() {}
}
