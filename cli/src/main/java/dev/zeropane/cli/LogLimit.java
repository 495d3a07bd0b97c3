package dev.zeropane.cli;

import java.time.Duration;
import java.util.function.Consumer;

/// Lets the first few messages of each period through and counts the rest, so that no guest fills a
/// log. One thread.
final class LogLimit {
    private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();

    private final int perPeriod;
    private final Consumer<String> log;
    private long periodStart = System.nanoTime();
    private int count;

    /// @param perPeriod messages let through in a minute
    LogLimit(int perPeriod, Consumer<String> log) {
        this.perPeriod = perPeriod;
        this.log = log;
    }

    void log(String message) {
        long now = System.nanoTime();
        if (now - periodStart > PERIOD_NANOS) {
            if (count > perPeriod) {
                log.accept((count - perPeriod) + " more such messages in the last minute");
            }
            periodStart = now;
            count = 0;
        }
        count++;
        if (count < perPeriod) {
            log.accept(message);
        } else if (count == perPeriod) {
            log.accept(message + " (further messages of this minute are only counted)");
        }
    }
}
