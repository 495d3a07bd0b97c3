// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Time on a processor of a process's threads, from the scheduler's own count: ticks of 10 ms would
/// be too coarse. Threads that ended are not in it.
final class ThreadTimes {
    private ThreadTimes() {}

    /// Of all threads.
    static long nanos(long pid) throws IOException {
        return nanos(pid, "");
    }

    /// Of those whose name begins like this.
    static long nanos(long pid, String threadName) throws IOException {
        long sum = 0;
        try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                try {
                    if (Files.readString(thread.resolve("comm")).startsWith(threadName)) {
                        String stat = Files.readString(thread.resolve("schedstat"));
                        sum += Long.parseLong(stat.substring(0, stat.indexOf(' ')));
                    }
                } catch (NoSuchFileException e) {
                    // It has just ended.
                }
            }
        }
        return sum;
    }
}
