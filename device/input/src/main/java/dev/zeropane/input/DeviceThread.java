// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import java.time.Duration;
import java.util.concurrent.Executor;

/// The thread of a device, such as that of an event loop. Any thread may call [#execute].
public interface DeviceThread extends Executor {
    /// Runs a task on this thread after a delay. Call on this thread, too.
    void after(Duration delay, Runnable task);
}
