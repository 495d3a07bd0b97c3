// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

/// Front-end message types of the vhost-user protocol, named as in QEMU's docs/interop/vhost-user.
final class Request {
    static final int VHOST_USER_GET_FEATURES = 1;
    static final int VHOST_USER_SET_FEATURES = 2;
    static final int VHOST_USER_SET_OWNER = 3;
    static final int VHOST_USER_RESET_OWNER = 4;
    static final int VHOST_USER_SET_MEM_TABLE = 5;
    static final int VHOST_USER_SET_VRING_NUM = 8;
    static final int VHOST_USER_SET_VRING_ADDR = 9;
    static final int VHOST_USER_SET_VRING_BASE = 10;
    static final int VHOST_USER_GET_VRING_BASE = 11;
    static final int VHOST_USER_SET_VRING_KICK = 12;
    static final int VHOST_USER_SET_VRING_CALL = 13;
    static final int VHOST_USER_SET_VRING_ERR = 14;
    static final int VHOST_USER_GET_PROTOCOL_FEATURES = 15;
    static final int VHOST_USER_SET_PROTOCOL_FEATURES = 16;
    static final int VHOST_USER_GET_QUEUE_NUM = 17;
    static final int VHOST_USER_SET_VRING_ENABLE = 18;
    static final int VHOST_USER_GET_CONFIG = 24;
    static final int VHOST_USER_SET_CONFIG = 25;
    static final int VHOST_USER_RESET_DEVICE = 34;
    static final int VHOST_USER_GET_MAX_MEM_SLOTS = 36;
    static final int VHOST_USER_ADD_MEM_REG = 37;
    static final int VHOST_USER_REM_MEM_REG = 38;

    private Request() {}
}
