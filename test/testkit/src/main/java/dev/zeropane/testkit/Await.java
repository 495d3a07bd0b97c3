// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for things that happen elsewhere, with a limit instead of a guess.
public final class Await {
    /// At first often, as most things take less than milliseconds; what takes longer is not
    /// disturbed.
    private static final long FIRST_INTERVAL_MICROS = 20;

    private static final long LAST_INTERVAL_MICROS = 50_000;

    private Await() {}

    /// Asks until there is an answer.
    ///
    /// @param what what is waited for, for the failure's message; asked at the end, so that it can
    ///   say how far things had come
    /// @throws AssertionError if there is none within the limit
    public static <T> T until(Supplier<String> what, Duration limit, Supplier<Optional<T>> ask) {
        long start = System.nanoTime();
        long interval = FIRST_INTERVAL_MICROS;
        while (true) {
            Optional<T> answer = ask.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new AssertionError(
                        "waited " + limit.toSeconds() + " s in vain for " + what.get());
            }
            pause(interval);
            interval = Math.min(2 * interval, LAST_INTERVAL_MICROS);
        }
    }

    /// Asks until it is so.
    ///
    /// @throws AssertionError if it is not within the limit
    public static void untilTrue(Supplier<String> what, Duration limit, BooleanSupplier ask) {
        until(what, limit, () -> ask.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    private static void pause(long micros) {
        try {
            TimeUnit.MICROSECONDS.sleep(micros);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}
