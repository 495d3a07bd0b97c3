// SPDX-License-Identifier: Apache-2.0

/// Serves a [dev.zeropane.pci.PciDevice] to a VMM over the vfio-user protocol.
module dev.zeropane.vfiouser {
    requires transitive dev.zeropane.linux;
    requires transitive dev.zeropane.pci;
    requires dev.zeropane.json;

    exports dev.zeropane.vfiouser;
}
