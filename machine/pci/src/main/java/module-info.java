// SPDX-License-Identifier: Apache-2.0

/// PCI functions, without the transport that serves them.
module dev.zeropane.pci {
    requires transitive dev.zeropane.linux;

    exports dev.zeropane.pci;
}
