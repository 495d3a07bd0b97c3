// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

/// Numbers of the vfio-user protocol, named as in its specification (QEMU's
/// docs/interop/vfio-user), and those of `<linux/vfio.h>` that it uses.
final class VfioUser {
    static final int VFIO_USER_VERSION = 1;
    static final int VFIO_USER_DMA_MAP = 2;
    static final int VFIO_USER_DMA_UNMAP = 3;
    static final int VFIO_USER_DEVICE_GET_INFO = 4;
    static final int VFIO_USER_DEVICE_GET_REGION_INFO = 5;
    static final int VFIO_USER_DEVICE_GET_IRQ_INFO = 7;
    static final int VFIO_USER_DEVICE_SET_IRQS = 8;
    static final int VFIO_USER_REGION_READ = 9;
    static final int VFIO_USER_REGION_WRITE = 10;
    static final int VFIO_USER_DEVICE_RESET = 13;

    static final int VFIO_DEVICE_FLAGS_RESET = 1;
    static final int VFIO_DEVICE_FLAGS_PCI = 2;

    static final int VFIO_REGION_INFO_FLAG_READ = 1;
    static final int VFIO_REGION_INFO_FLAG_WRITE = 2;
    static final int VFIO_REGION_INFO_FLAG_MMAP = 4;
    static final int VFIO_REGION_INFO_FLAG_CAPS = 8;

    static final int VFIO_IRQ_SET_DATA_NONE = 1;
    static final int VFIO_IRQ_SET_ACTION_MASK = 8;
    static final int VFIO_IRQ_SET_ACTION_UNMASK = 16;
    static final int VFIO_IRQ_SET_ACTION_TRIGGER = 32;

    static final int VFIO_DMA_MAP_FLAG_READ = 1;
    static final int VFIO_DMA_MAP_FLAG_WRITE = 2;
    static final int VFIO_DMA_UNMAP_FLAG_ALL = 2;

    private VfioUser() {}
}
