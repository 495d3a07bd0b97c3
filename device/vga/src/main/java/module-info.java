// SPDX-License-Identifier: Apache-2.0

/// The VGA device: QEMU's bochs-display, a PCI function with a framebuffer that guests draw into
/// without anybody being told.
module dev.zeropane.vga {
    requires transitive dev.zeropane.display;
    requires transitive dev.zeropane.pci;

    exports dev.zeropane.vga;
}
