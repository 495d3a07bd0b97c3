// SPDX-License-Identifier: Apache-2.0

/// A Wayland client: the wire format, the lifetimes of objects, descriptors, and a table of the
/// interfaces that are spoken.
module dev.zeropane.wayland {
    exports dev.zeropane.wayland;
    exports dev.zeropane.wayland.protocol;
    exports dev.zeropane.wayland.protocol.extension;

    requires transitive dev.zeropane.linux;
}
