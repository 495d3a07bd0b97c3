// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import java.time.Duration;
import java.util.concurrent.Executor;

/// The thread of a device, as an event loop has it. [#execute] may be called by any thread.
public interface DeviceThread extends Executor {
    /// Runs a task on it after a delay. Called on it, too.
    void after(Duration delay, Runnable task);
}
