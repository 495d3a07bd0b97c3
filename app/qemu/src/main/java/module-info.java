// SPDX-License-Identifier: Apache-2.0

/// Adds devices to a user's QEMU: reads and extends its command line, finds, asks and runs the
/// program, and speaks to its monitor (QMP) and to the parts of its D-Bus display that tell a guest
/// the size of its window and share its clipboard.
module dev.zeropane.qemu {
    exports dev.zeropane.qemu.command;
    exports dev.zeropane.qemu.monitor;
    exports dev.zeropane.qemu.process;

    requires transitive dev.zeropane.display;
    requires dev.zeropane.json;
    requires dev.zeropane.linux;
}
