// SPDX-License-Identifier: Apache-2.0

/// The virtio-gpu device (VIRTIO 1.3 §5.7), 2D: resources whose host storage is the guest's own
/// backing, so that a transfer copies nothing.
module dev.zeropane.gpu {
    requires transitive dev.zeropane.display;
    requires transitive dev.zeropane.virtio;

    exports dev.zeropane.gpu;
}
