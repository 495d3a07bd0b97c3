// SPDX-License-Identifier: Apache-2.0

/// Serves a [dev.zeropane.virtio.VirtioDevice] to a VMM over the vhost-user protocol.
module dev.zeropane.vhostuser {
    requires transitive dev.zeropane.linux;
    requires transitive dev.zeropane.virtio;

    exports dev.zeropane.vhostuser;
}
