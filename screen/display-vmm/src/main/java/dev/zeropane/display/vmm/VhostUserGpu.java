// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

/// Numbers of the vhost-user-gpu protocol (QEMU, "Vhost-user-gpu Protocol"), under its own names.
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

    private VhostUserGpu() {}
}
