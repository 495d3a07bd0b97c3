// SPDX-License-Identifier: Apache-2.0

/// The virtio device contract, and the split virtqueue (VIRTIO 1.3 §2.7).
module dev.zeropane.virtio {
    requires transitive dev.zeropane.guest;

    exports dev.zeropane.virtio;
}
