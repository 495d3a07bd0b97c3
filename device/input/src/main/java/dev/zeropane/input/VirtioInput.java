// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

/// Names of VIRTIO 1.3 §5.8.
final class VirtioInput {
    static final int EVENTQ = 0;

    static final int VIRTIO_INPUT_CFG_ID_NAME = 0x01;
    static final int VIRTIO_INPUT_CFG_ID_SERIAL = 0x02;
    static final int VIRTIO_INPUT_CFG_ID_DEVIDS = 0x03;
    static final int VIRTIO_INPUT_CFG_PROP_BITS = 0x10;
    static final int VIRTIO_INPUT_CFG_EV_BITS = 0x11;
    static final int VIRTIO_INPUT_CFG_ABS_INFO = 0x12;

    private VirtioInput() {}
}
