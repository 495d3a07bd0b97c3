// SPDX-License-Identifier: Apache-2.0

/// A vhost-user front-end with its own virtio-gpu and virtio-input drivers: the built-in guest, and
/// the peer that tests drive a device with.
///
/// Written from the specifications alone and sharing no code with the device side, so that a
/// misreading on one side shows as a disagreement instead of cancelling out.
module dev.zeropane.frontend {
    exports dev.zeropane.frontend;

    requires transitive dev.zeropane.linux;
}
