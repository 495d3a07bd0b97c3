package dev.zeropane.display.vmm;

/// Names and layouts of the vhost-user-gpu protocol (QEMU, "Vhost-user-gpu Protocol"). Numbers have
/// the byte order of the host.
///
/// ```
/// header:          0 u32 request   4 u32 flags   8 u32 size of the payload
/// SCANOUT:         0 u32 scanout_id   4 u32 width   8 u32 height
/// UPDATE:          0 u32 scanout_id   4 u32 x   8 u32 y   12 u32 width   16 u32 height   20 pixels
/// CURSOR_POS/HIDE: 0 u32 scanout_id   4 u32 x   8 u32 y
/// CURSOR_UPDATE:   0 u32 scanout_id   4 u32 x   8 u32 y   12 u32 hot_x   16 u32 hot_y   20 pixels
/// ```
final class VhostUserGpu {
    static final int VHOST_USER_GPU_GET_DISPLAY_INFO = 3;
    static final int VHOST_USER_GPU_CURSOR_POS = 4;
    static final int VHOST_USER_GPU_CURSOR_POS_HIDE = 5;
    static final int VHOST_USER_GPU_CURSOR_UPDATE = 6;
    static final int VHOST_USER_GPU_SCANOUT = 7;
    static final int VHOST_USER_GPU_UPDATE = 8;

    static final int VHOST_USER_GPU_MSG_FLAG_REPLY = 0x4;

    static final long HEADER = 12;
    static final long UPDATE_FIXED = 20;

    private VhostUserGpu() {}
}
