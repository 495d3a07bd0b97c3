// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.dbus;

/// What a call is answered with.
public sealed interface DbusAnswer {
    /// Values.
    ///
    /// @param signature their types; empty if there are none
    record Values(String signature, DbusWriter body) implements DbusAnswer {}

    /// An error.
    ///
    /// @param name as of a D-Bus interface, such as `org.freedesktop.DBus.Error.Failed`
    /// @param text for people
    record Refusal(String name, String text) implements DbusAnswer {}

    /// Done, and there is nothing to say.
    DbusAnswer DONE = new Values("", new DbusWriter());

    /// There is no such method.
    static DbusAnswer unknown(String member) {
        return new Refusal("org.freedesktop.DBus.Error.UnknownMethod", "no method " + member);
    }
}
