// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

/// Numbers of the display protocol of vhost-user-gpu (QEMU docs/interop/vhost-user-gpu.rst), with
/// its names.
public final class VhostUserGpu {
    public static final int VHOST_USER_GPU_GET_PROTOCOL_FEATURES = 1;
    public static final int VHOST_USER_GPU_SET_PROTOCOL_FEATURES = 2;
    public static final int VHOST_USER_GPU_GET_DISPLAY_INFO = 3;
    public static final int VHOST_USER_GPU_CURSOR_POS = 4;
    public static final int VHOST_USER_GPU_CURSOR_POS_HIDE = 5;
    public static final int VHOST_USER_GPU_CURSOR_UPDATE = 6;
    public static final int VHOST_USER_GPU_SCANOUT = 7;
    public static final int VHOST_USER_GPU_UPDATE = 8;
    public static final int VHOST_USER_GPU_DMABUF_SCANOUT = 9;
    public static final int VHOST_USER_GPU_DMABUF_UPDATE = 10;
    public static final int VHOST_USER_GPU_GET_EDID = 11;
    public static final int VHOST_USER_GPU_DMABUF_SCANOUT2 = 12;

    /// Bits of the protocol's features.
    public static final long VHOST_USER_GPU_PROTOCOL_F_EDID = 1;

    public static final long VHOST_USER_GPU_PROTOCOL_F_DMABUF2 = 2;

    /// The one flag of a header there is.
    public static final int VHOST_USER_GPU_MSG_FLAG_REPLY = 0x4;

    /// Width and height of a cursor.
    public static final int CURSOR_SIDE = 64;

    private VhostUserGpu() {}
}
