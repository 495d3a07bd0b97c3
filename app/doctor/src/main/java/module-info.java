// SPDX-License-Identifier: Apache-2.0

/// Examines a machine: which parts of Zeropane work there, and how to make the others work.
module dev.zeropane.doctor {
    exports dev.zeropane.doctor;

    requires transitive dev.zeropane.dmabuf;
    requires transitive dev.zeropane.linux;
    requires dev.zeropane.qemu;
    requires dev.zeropane.wayland;
}
