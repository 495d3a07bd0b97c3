// SPDX-License-Identifier: Apache-2.0

/// A guest that needs no disk and no kernel, and what it takes: a VMM's side of vhost-user and a
/// virtio-gpu driver. The peer that tests drive a device with is built on it.
///
/// Written from the specifications alone and sharing no code with the device side, so that a
/// misreading on one side shows as a disagreement instead of cancelling out.
module dev.zeropane.builtinguest {
    exports dev.zeropane.builtinguest;

    requires transitive dev.zeropane.linux;
}
