// SPDX-License-Identifier: Apache-2.0

/// A Wayland client library: the wire format, objects' lifetimes, descriptors, and tables of the
/// supported interfaces.
module dev.zeropane.wayland {
    exports dev.zeropane.wayland;
    exports dev.zeropane.wayland.protocol;
    exports dev.zeropane.wayland.protocol.extension;

    requires transitive dev.zeropane.linux;
}
