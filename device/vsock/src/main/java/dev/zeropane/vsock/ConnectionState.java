// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

/// How far a [Connection] has come.
enum ConnectionState {
    /// The guest asked, and the host's end is not there yet.
    CONNECTING,
    /// The guest was asked.
    REQUESTED,
    OPEN,
    /// The guest is told that it is over.
    RESETTING,
    /// The guest knows nothing of it any more; the host may not have read all yet.
    OVER
}
