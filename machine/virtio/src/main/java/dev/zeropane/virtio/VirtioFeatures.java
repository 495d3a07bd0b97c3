// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.virtio;

/// Feature bits that belong to no device type (VIRTIO 1.3 §6).
public final class VirtioFeatures {
    public static final long VIRTIO_F_INDIRECT_DESC = 1L << 28;
    public static final long VIRTIO_F_EVENT_IDX = 1L << 29;
    public static final long VIRTIO_F_VERSION_1 = 1L << 32;
    public static final long VIRTIO_F_RING_PACKED = 1L << 34;
    public static final long VIRTIO_F_RING_RESET = 1L << 40;

    private VirtioFeatures() {}
}
