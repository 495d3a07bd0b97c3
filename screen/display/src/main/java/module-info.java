// SPDX-License-Identifier: Apache-2.0

/// What a display is given and asked: surfaces, frames, damage, cursors, modes and the EDID that
/// announces them; and what it hands on: the input of people. Displays themselves live in modules
/// of their own.
module dev.zeropane.display {
    exports dev.zeropane.display;

    requires transitive dev.zeropane.dmabuf;
}
