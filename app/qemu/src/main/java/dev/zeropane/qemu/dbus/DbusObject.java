// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.dbus;

/// An interface of an object of ours that QEMU calls.
public interface DbusObject {
    /// Answers a call, on the loop's thread, at once: QEMU's main loop, and with it the guest, may
    /// stand still until then. So the answer is in memory already.
    ///
    /// @param member the method
    /// @param arguments to be read by this method only
    /// @throws DbusFormatException if the arguments are others; QEMU gets an error
    DbusAnswer called(String member, DbusReader arguments);
}
