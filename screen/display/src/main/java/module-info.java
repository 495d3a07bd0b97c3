// SPDX-License-Identifier: Apache-2.0

/// What devices and displays share: surfaces, frames, damage, cursors, modes, the EDID that
/// announces them, and people's input. The displays are modules of their own.
module dev.zeropane.display {
    exports dev.zeropane.display;
    exports dev.zeropane.display.edid;

    requires transitive dev.zeropane.dmabuf;
}
