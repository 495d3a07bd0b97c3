// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.vm;

import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.UInt16;
import org.freedesktop.dbus.types.UInt32;

/// A screen of QEMU's D-Bus display (QEMU, "D-Bus display").
@DBusInterfaceName("org.qemu.Display1.Console")
public interface DbusConsole extends DBusInterface {
    /// What a viewer's window has become: millimetres, place, pixels.
    @DBusMemberName("SetUIInfo")
    void setUiInfo(
            UInt16 widthMm, UInt16 heightMm, int xoff, int yoff, UInt32 width, UInt32 height);
}
