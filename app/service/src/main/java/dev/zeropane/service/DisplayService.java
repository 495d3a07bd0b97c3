// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.control.Device;
import java.util.Optional;

/// A graphics card that is served to VMMs, on a thread of its own.
public interface DisplayService extends AutoCloseable {
    /// What the control socket asks; until [#close].
    Device control();

    /// Waits for the end of the only VMM of a service that serves just one; another does not end.
    ///
    /// @return what went wrong, if anything
    Optional<String> awaitEnd() throws InterruptedException;

    @Override
    void close();
}
