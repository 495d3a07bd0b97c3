// SPDX-License-Identifier: Apache-2.0

/// What is to be known of QEMU to put a device of ours into somebody else's virtual machine: how
/// its command line is read and added to, how it is found, asked and run, its monitor (QMP), and
/// the part of its D-Bus display that tells a guest the size of its window.
module dev.zeropane.qemu {
    exports dev.zeropane.qemu.command;
    exports dev.zeropane.qemu.monitor;
    exports dev.zeropane.qemu.process;

    requires transitive dev.zeropane.display;
    requires dev.zeropane.json;
    requires dev.zeropane.linux;
}
