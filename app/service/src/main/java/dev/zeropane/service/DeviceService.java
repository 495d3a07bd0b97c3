// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import java.util.Optional;

/// A device that is served to VMMs, on its own device thread.
public interface DeviceService extends AutoCloseable {
    /// Waits until the only VMM has disconnected; for ever if the service serves several.
    ///
    /// @return the fault that ended the connection, if any
    Optional<String> awaitEnd() throws InterruptedException;

    @Override
    void close();
}
