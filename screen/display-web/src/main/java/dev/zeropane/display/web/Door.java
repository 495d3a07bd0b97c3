// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web;

import dev.zeropane.display.web.access.Lock;
import java.net.InetAddress;
import java.util.Optional;

/// Where viewers come in.
///
/// @param address of this machine's, at which they connect
/// @param lock what keeps those out who do not know the password. There is none only where nobody
///   connects from elsewhere
public record Door(InetAddress address, Optional<Lock> lock) {
    /// For those on this machine, all of them.
    public static final Door OF_THIS_MACHINE =
            new Door(InetAddress.ofLiteral("127.0.0.1"), Optional.empty());

    /// @throws IllegalArgumentException if everybody could come in from everywhere
    public Door {
        if (lock.isEmpty() && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException("no lock at " + address);
        }
    }
}
