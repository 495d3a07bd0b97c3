// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.serve;

import dev.zeropane.linux.Fd;

/// One peer's connection, from its first message to its last. Loop thread only.
///
/// A [PeerFaultException] or [dev.zeropane.linux.LinuxException] thrown by a method ends the
/// connection and says why. Any other exception is a bug of ours, and ends the connection too.
public interface PeerSession extends AutoCloseable {
    /// The connection's socket.
    Fd fd();

    /// Handles what has arrived.
    ///
    /// @return false once the peer is gone
    boolean receive();

    /// The socket can be written to again ([dev.zeropane.linux.EventLoop#wantWrites]).
    default void flush() {}

    /// Ends the connection.
    @Override
    void close();
}
