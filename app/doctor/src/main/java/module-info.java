// SPDX-License-Identifier: Apache-2.0

/// Examines a machine: what of Zeropane works there, what does not, and how to get it.
module dev.zeropane.doctor {
    exports dev.zeropane.doctor;

    requires transitive dev.zeropane.dmabuf;
    requires transitive dev.zeropane.linux;
    requires dev.zeropane.qemu;
    requires dev.zeropane.wayland;
}
