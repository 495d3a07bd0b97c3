// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import dev.zeropane.linux.UnixSocket;

/// What answers at one port of the host, in this process.
public interface PortService {
    /// The guest connected. Called on the device thread, so it must not block: a service reads and
    /// writes on a thread or loop of its own. If it does not read, the guest cannot send, and
    /// nothing else waits.
    ///
    /// @param connection owned by the service; it ends, as seen from here, when the guest closes
    ///   its end, is reset, or its VMM is gone
    void connected(UnixSocket connection);
}
