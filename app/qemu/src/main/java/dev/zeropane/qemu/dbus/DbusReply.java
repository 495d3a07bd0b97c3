// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.dbus;

/// How a call of ours ended.
public sealed interface DbusReply {
    /// QEMU has answered.
    ///
    /// @param signature types of the values
    record Values(String signature, DbusReader body) implements DbusReply {}

    /// QEMU has refused.
    ///
    /// @param text of QEMU's; it may contain any characters
    record Refused(String name, String text) implements DbusReply {}

    /// QEMU's answer was longer than [DbusConnection#MAX_BODY], and was skipped.
    record TooLong() implements DbusReply {}

    /// There is no connection any more, or too many calls wait on it.
    record Lost() implements DbusReply {}
}
