// SPDX-License-Identifier: Apache-2.0

/// A display that shows each of a guest's screens as a window of a Wayland compositor.
module dev.zeropane.display.wayland {
    exports dev.zeropane.display.wayland;

    requires transitive dev.zeropane.display;
    requires dev.zeropane.wayland;
}
