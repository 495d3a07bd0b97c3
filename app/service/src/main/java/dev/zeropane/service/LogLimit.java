// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import java.time.Duration;
import java.util.function.Consumer;

/// Lets the first few messages of each minute through and counts the rest, so that no guest fills a
/// log. What all of these limits let through together is limited as well ([Total]). Any thread.
public final class LogLimit {
    private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();

    private final int perPeriod;
    private final Total total;
    private final Consumer<String> log;
    private long periodStart = System.nanoTime();
    private int count;
    private int left;

    /// The lines a minute that whoever is not trusted can have written, by all ways together.
    static final class Total {
        /// More than VMMs that come and go, which have most, are let through for.
        private static final int LINES_PER_PERIOD = 400;

        private static final Total OF_THIS_PROCESS = new Total(LINES_PER_PERIOD);

        private final int perPeriod;
        private long periodStart = System.nanoTime();
        private long taken;

        Total(int perPeriod) {
            this.perPeriod = perPeriod;
        }

        private synchronized boolean take(long lines) {
            long now = System.nanoTime();
            if (now - periodStart > PERIOD_NANOS) {
                periodStart = now;
                taken = 0;
            }
            if (taken + lines > perPeriod) {
                return false;
            }
            taken += lines;
            return true;
        }
    }

    /// @param perPeriod messages let through in a minute
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
            if (left > 0) {
                say(left + " more such messages in the last minute");
            }
            periodStart = now;
            count = 0;
            left = 0;
        }
        count++;
        if (count > perPeriod) {
            left++;
        } else {
            say(
                    count < perPeriod
                            ? message
                            : message + " (further messages of this minute are only counted)");
        }
    }

    private void say(String message) {
        if (total.take(message.lines().count())) {
            log.accept(message);
        } else {
            left++;
        }
    }
}
