// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import dev.zeropane.linux.Fd;
import dev.zeropane.virtio.VirtioFeatures;
import java.util.List;
import java.util.Map;

/// The device type's part of a vhost-user connection: features, queues, and messages of front-ends
/// made for the device type, such as QEMU's vhost-user-gpu.
///
/// @param deviceFeatures feature bits of the device type to offer
/// @param queues number of virtqueues
/// @param messages front-end messages of the device type, by id
public record DeviceBinding(
        long deviceFeatures, int queues, Map<Integer, MessageHandler> messages) {
    static final long VHOST_USER_F_PROTOCOL_FEATURES = 1L << 30;

    static final long PROTOCOL_F_MQ = 1L << 0;
    static final long PROTOCOL_F_REPLY_ACK = 1L << 3;
    static final long PROTOCOL_F_CONFIG = 1L << 9;
    static final long PROTOCOL_F_RESET_DEVICE = 1L << 13;
    static final long PROTOCOL_F_CONFIGURE_MEM_SLOTS = 1L << 15;

    /// Handles a message of the device type, on the device thread.
    public interface MessageHandler {
        /// @param fds descriptors of the message; the handler owns them
        void accept(List<Fd> fds);
    }

    long features() {
        return deviceFeatures
                | VHOST_USER_F_PROTOCOL_FEATURES
                | VirtioFeatures.VIRTIO_F_VERSION_1
                | VirtioFeatures.VIRTIO_F_INDIRECT_DESC
                | VirtioFeatures.VIRTIO_F_EVENT_IDX;
    }

    /// Only RESET_DEVICE distinguishes a guest's reset from a pause.
    long protocolFeatures() {
        return PROTOCOL_F_MQ
                | PROTOCOL_F_REPLY_ACK
                | PROTOCOL_F_CONFIG
                | PROTOCOL_F_RESET_DEVICE
                | PROTOCOL_F_CONFIGURE_MEM_SLOTS;
    }
}
