// SPDX-License-Identifier: Apache-2.0

/// A display that hands the guest's picture to the VMM, which shows it in its own user interface.
module dev.zeropane.display.vmm {
    exports dev.zeropane.display.vmm;

    requires transitive dev.zeropane.display;
    requires transitive dev.zeropane.linux;
}
