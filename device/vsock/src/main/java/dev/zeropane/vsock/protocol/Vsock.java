// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock.protocol;

/// Numbers of the specification (VIRTIO 1.3 §5.10).
public final class Vsock {
    public static final int RECEIVEQ = 0;
    public static final int TRANSMITQ = 1;

    public static final int VIRTIO_VSOCK_TYPE_STREAM = 1;

    public static final int VIRTIO_VSOCK_OP_REQUEST = 1;
    public static final int VIRTIO_VSOCK_OP_RESPONSE = 2;
    public static final int VIRTIO_VSOCK_OP_RST = 3;
    public static final int VIRTIO_VSOCK_OP_SHUTDOWN = 4;
    public static final int VIRTIO_VSOCK_OP_RW = 5;
    public static final int VIRTIO_VSOCK_OP_CREDIT_UPDATE = 6;
    public static final int VIRTIO_VSOCK_OP_CREDIT_REQUEST = 7;

    public static final int VIRTIO_VSOCK_SHUTDOWN_F_RECEIVE = 1;
    public static final int VIRTIO_VSOCK_SHUTDOWN_F_SEND = 2;

    /// The host's address, which every guest knows.
    public static final long HOST_CID = 2;

    private Vsock() {}
}
