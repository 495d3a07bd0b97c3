// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

/// Numbers of the vhost-user protocol and of the virtio features it carries, named as in
/// "Vhost-user Protocol" and VIRTIO 1.3 §6.
public final class VhostUser {
    public static final int VHOST_USER_GET_FEATURES = 1;
    public static final int VHOST_USER_SET_FEATURES = 2;
    public static final int VHOST_USER_SET_OWNER = 3;
    public static final int VHOST_USER_SET_MEM_TABLE = 5;
    public static final int VHOST_USER_SET_VRING_NUM = 8;
    public static final int VHOST_USER_SET_VRING_ADDR = 9;
    public static final int VHOST_USER_SET_VRING_BASE = 10;
    public static final int VHOST_USER_GET_VRING_BASE = 11;
    public static final int VHOST_USER_SET_VRING_KICK = 12;
    public static final int VHOST_USER_SET_VRING_CALL = 13;
    public static final int VHOST_USER_SET_VRING_ERR = 14;
    public static final int VHOST_USER_GET_PROTOCOL_FEATURES = 15;
    public static final int VHOST_USER_SET_PROTOCOL_FEATURES = 16;
    public static final int VHOST_USER_GET_QUEUE_NUM = 17;
    public static final int VHOST_USER_SET_VRING_ENABLE = 18;
    public static final int VHOST_USER_GET_CONFIG = 24;
    public static final int VHOST_USER_SET_CONFIG = 25;
    public static final int VHOST_USER_GPU_SET_SOCKET = 33;
    public static final int VHOST_USER_RESET_DEVICE = 34;
    public static final int VHOST_USER_GET_MAX_MEM_SLOTS = 36;
    public static final int VHOST_USER_ADD_MEM_REG = 37;
    public static final int VHOST_USER_REM_MEM_REG = 38;

    /// Version 1, in the low two bits of every header's flags.
    public static final int VERSION = 0x1;

    /// Header flag: this message answers one.
    public static final int REPLY = 0x4;

    /// Header flag: answer even if the message has no answer of its own (`REPLY_ACK`).
    public static final int NEED_REPLY = 0x8;

    /// In a `KICK`, `CALL` or `ERR` payload: no descriptor comes with it.
    public static final int VHOST_USER_VRING_NOFD_MASK = 0x100;

    public static final int VHOST_USER_PROTOCOL_F_MQ = 0;
    public static final int VHOST_USER_PROTOCOL_F_REPLY_ACK = 3;
    public static final int VHOST_USER_PROTOCOL_F_CONFIG = 9;
    public static final int VHOST_USER_PROTOCOL_F_RESET_DEVICE = 13;
    public static final int VHOST_USER_PROTOCOL_F_CONFIGURE_MEM_SLOTS = 15;

    public static final int VIRTIO_F_INDIRECT_DESC = 28;
    public static final int VIRTIO_F_EVENT_IDX = 29;
    public static final int VHOST_USER_F_PROTOCOL_FEATURES = 30;
    public static final int VIRTIO_F_VERSION_1 = 32;

    private VhostUser() {}

    static boolean has(long features, int bit) {
        return (features >>> bit & 1) != 0;
    }
}
