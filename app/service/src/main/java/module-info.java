// SPDX-License-Identifier: Apache-2.0

/// Graphics cards, input devices and vsock that are served to VMMs, with their displays and the
/// control socket: what the `zeropane` command starts, for any Java program.
module dev.zeropane.service {
    exports dev.zeropane.service;
    exports dev.zeropane.service.view;

    requires transitive dev.zeropane.control;
    requires transitive dev.zeropane.display;
    requires dev.zeropane.display.vmm;
    requires dev.zeropane.builtinguest;
    requires transitive dev.zeropane.gpu;
    requires transitive dev.zeropane.input;
    requires dev.zeropane.vfiouser;
    requires transitive dev.zeropane.vga;
    requires dev.zeropane.vhostuser;
    requires transitive dev.zeropane.vsock;
}
