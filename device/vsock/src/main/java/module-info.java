// SPDX-License-Identifier: Apache-2.0

/// A virtio-vsock device (VIRTIO 1.3 §5.10): connections between programs of the guest and of the
/// host, to services of this process and to Unix sockets.
module dev.zeropane.vsock {
    requires transitive dev.zeropane.linux;
    requires transitive dev.zeropane.virtio;

    exports dev.zeropane.vsock;
}
