// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.control.Device;
import java.util.Optional;

/// A graphics card that is served to VMMs, on its own device thread.
public interface DisplayService extends AutoCloseable {
    /// The card for the control socket, valid until [#close].
    Device control();

    /// Waits until the only VMM has disconnected; for ever if the service serves several.
    ///
    /// @return the fault that ended the connection, if any
    Optional<String> awaitEnd() throws InterruptedException;

    @Override
    void close();
}
