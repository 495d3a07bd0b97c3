// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.dbus;

/// Bytes of a D-Bus message are not what they should be.
public final class DbusFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DbusFormatException(String message) {
        super(message);
    }
}
