// SPDX-License-Identifier: Apache-2.0

/// What devices and displays share: surfaces, frames, damage, cursors, modes, the EDID that
/// announces them, people's input, what is where on their keyboards, and the clipboard that they
/// share with a guest. The displays are modules of their own.
module dev.zeropane.display {
    exports dev.zeropane.display;
    exports dev.zeropane.display.clipboard;
    exports dev.zeropane.display.edid;
    exports dev.zeropane.display.hands;
    exports dev.zeropane.display.keyboard;

    requires transitive dev.zeropane.dmabuf;
}
