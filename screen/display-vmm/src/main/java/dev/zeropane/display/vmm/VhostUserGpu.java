// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

/// Names and layouts of the vhost-user-gpu protocol (QEMU, "Vhost-user-gpu Protocol"). Numbers have
/// the byte order of the host.
///
/// ```
/// header:          0 u32 request   4 u32 flags   8 u32 size of the payload
/// ..._FEATURES:    0 u64 bits
/// SCANOUT:         0 u32 scanout_id   4 u32 width   8 u32 height
/// UPDATE:          0 u32 scanout_id   4 u32 x   8 u32 y   12 u32 width   16 u32 height   20 pixels
/// DMABUF_UPDATE:   the same, without pixels; it is answered
/// DMABUF_SCANOUT:  0 u32 scanout_id   4 u32 x   8 u32 y   12 u32 width   16 u32 height
///                  20 u32 fd_width   24 u32 fd_height   28 u32 fd_stride   32 u32 fd_flags
///                  36 s32 fd_drm_fourcc, with a descriptor; with none the screen is off
/// DMABUF_SCANOUT2: the same   40 u64 modifier
/// CURSOR_POS/HIDE: 0 u32 scanout_id   4 u32 x   8 u32 y
/// CURSOR_UPDATE:   0 u32 scanout_id   4 u32 x   8 u32 y   12 u32 hot_x   16 u32 hot_y   20 pixels
/// ```
final class VhostUserGpu {
    static final int VHOST_USER_GPU_GET_PROTOCOL_FEATURES = 1;
    static final int VHOST_USER_GPU_SET_PROTOCOL_FEATURES = 2;
    static final int VHOST_USER_GPU_GET_DISPLAY_INFO = 3;
    static final int VHOST_USER_GPU_CURSOR_POS = 4;
    static final int VHOST_USER_GPU_CURSOR_POS_HIDE = 5;
    static final int VHOST_USER_GPU_CURSOR_UPDATE = 6;
    static final int VHOST_USER_GPU_SCANOUT = 7;
    static final int VHOST_USER_GPU_UPDATE = 8;
    static final int VHOST_USER_GPU_DMABUF_SCANOUT = 9;
    static final int VHOST_USER_GPU_DMABUF_UPDATE = 10;
    static final int VHOST_USER_GPU_DMABUF_SCANOUT2 = 12;

    static final long VHOST_USER_GPU_PROTOCOL_F_DMABUF2 = 1L << 1;

    static final int VHOST_USER_GPU_MSG_FLAG_REPLY = 0x4;

    static final long HEADER = 12;
    static final long FEATURES_SIZE = 8;
    static final long UPDATE_FIXED = 20;
    static final long DMABUF_SCANOUT_SIZE = 40;
    static final long DMABUF_SCANOUT2_SIZE = 48;

    /// `DRM_FORMAT_MOD_LINEAR`.
    static final long LINEAR = 0;

    private VhostUserGpu() {}
}
