// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import java.time.Duration;
import java.util.function.Consumer;

/// Logs the first few messages of each minute and counts the others, so that no guest fills a log.
/// The sum of all limits is limited as well ([Total]). Any thread.
public final class LogLimit {
    private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();

    private final int perPeriod;
    private final Total total;
    private final Consumer<String> log;
    private long periodStart = System.nanoTime();
    private int count;
    private int dropped;

    /// The limit of lines in a minute that untrusted peers can cause, in all logs together.
    static final class Total {
        /// More than the limit of connections, which is the largest one.
        private static final int LINES_PER_PERIOD = 400;

        private static final Total OF_THIS_PROCESS = new Total(LINES_PER_PERIOD);

        private final int perPeriod;
        private long periodStart = System.nanoTime();
        private long written;

        Total(int perPeriod) {
            this.perPeriod = perPeriod;
        }

        private synchronized boolean take(long lines) {
            long now = System.nanoTime();
            if (now - periodStart > PERIOD_NANOS) {
                periodStart = now;
                written = 0;
            }
            if (written + lines > perPeriod) {
                return false;
            }
            written += lines;
            return true;
        }
    }

    /// @param perPeriod limit of messages in a minute
    public LogLimit(int perPeriod, Consumer<String> log) {
        this(perPeriod, Total.OF_THIS_PROCESS, log);
    }

    LogLimit(int perPeriod, Total total, Consumer<String> log) {
        this.perPeriod = perPeriod;
        this.total = total;
        this.log = log;
    }

    public synchronized void log(String message) {
        long now = System.nanoTime();
        if (now - periodStart > PERIOD_NANOS) {
            if (dropped > 0) {
                write(dropped + " more such messages in the last minute");
            }
            periodStart = now;
            count = 0;
            dropped = 0;
        }
        count++;
        if (count > perPeriod) {
            dropped++;
        } else {
            write(
                    count < perPeriod
                            ? message
                            : message + " (further messages of this minute are only counted)");
        }
    }

    private void write(String message) {
        if (total.take(message.lines().count())) {
            log.accept(message);
        } else {
            dropped++;
        }
    }
}
