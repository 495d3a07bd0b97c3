// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import dev.zeropane.linux.EventLoop;

/// Where a [Connection] lives.
interface ConnectionOwner {
    EventLoop loop();

    long guestCid();

    /// The connection has something for the guest.
    void wantsTurn(Connection connection);

    /// The guest knows of the connection no more, nor does anybody else after [#released].
    void forgotten(Connection connection);

    /// It holds nothing any more.
    void released(Connection connection);
}
