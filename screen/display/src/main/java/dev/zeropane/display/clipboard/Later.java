// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.clipboard;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs tasks later, one at a time.
interface Later {
    /// @return cancels the task, if it does not run yet
    Runnable run(Duration delay, Runnable task);

    /// On a thread that exists only while there is something to do.
    static Later onThread(String name) {
        System.Logger log = System.getLogger(Later.class.getName());
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(
                        1, task -> Thread.ofPlatform().name(name).daemon().unstarted(task));
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        return (delay, task) -> {
            ScheduledFuture<?> scheduled =
                    executor.schedule(
                            () -> {
                                try {
                                    task.run();
                                } catch (RuntimeException e) {
                                    log.log(
                                            System.Logger.Level.ERROR,
                                            "internal error, please report it",
                                            e);
                                }
                            },
                            delay.toNanos(),
                            TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        };
    }
}
