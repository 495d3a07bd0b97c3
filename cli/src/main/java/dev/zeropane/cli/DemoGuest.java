// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A guest that runs for a demo.
interface DemoGuest extends AutoCloseable {
    /// Waits until the guest ends by itself.
    ///
    /// @return whether it did within the time
    boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException;

    /// What went wrong, if the guest has ended and something did.
    Optional<String> failure();

    /// Ends the guest now and waits for it.
    @Override
    void close();
}
