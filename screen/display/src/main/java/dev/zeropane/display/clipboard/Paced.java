// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.clipboard;

import java.time.Duration;

/// Runs a task that is asked for any number of times: at once the first time, then after a pause
/// once for all times that it was asked for meanwhile. The task looks at the latest state itself.
final class Paced {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Later later;
    private final Runnable task;

    // Guarded by this.
    private boolean pausing;
    private boolean asked;

    Paced(Later later, Runnable task) {
        this.later = later;
        this.task = task;
    }

    /// Has the task run after now. Any thread.
    void ask() {
        synchronized (this) {
            asked = true;
            if (pausing) {
                return;
            }
            pausing = true;
        }
        Runnable _ = later.run(Duration.ZERO, this::run);
    }

    private void run() {
        synchronized (this) {
            if (!asked) {
                pausing = false;
                return;
            }
            asked = false;
        }
        Runnable _ = later.run(PAUSE, this::run);
        task.run();
    }
}
