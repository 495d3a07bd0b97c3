// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.run;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.wayland.Input;
import dev.zeropane.testkit.wayland.Input.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A pointer that jumps about in a window 10,000 times a second, for ten seconds. In parts of the
/// window it is always as far down as to the right, and at no place twice running: so whoever is
/// told of one place with half of another notices.
final class PointerFlood implements AutoCloseable {
    static final int PER_SECOND = 10_000;
    static final int ALL = 10 * PER_SECOND;

    /// The places along an edge, a power of two, so that they are exact wherever they are counted.
    private static final int PLACES = 1 << 13;

    /// Without a common divisor with [#PLACES]: all of them come.
    private static final int STEP = 7919;

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final long start = System.nanoTime();
    private final Input input;
    private final double width;
    private final double height;
    private final CompletableFuture<Duration> end;
    private volatile int sent;

    /// Starts it, with the pointer in a window of this size.
    PointerFlood(Input input, int width, int height) {
        this.input = input;
        this.width = width;
        this.height = height;
        end = CompletableFuture.supplyAsync(this::move);
    }

    private Duration move() {
        while (sent < ALL) {
            int due = (int) Math.min(elapsed().toNanos() * PER_SECOND / 1_000_000_000, ALL);
            List<Point> places = new ArrayList<>();
            for (int i = sent; i < due; i++) {
                double place = (double) ((long) i * STEP % PLACES) / PLACES;
                places.add(new Point(place * width, place * height));
            }
            input.motions(places);
            sent = due;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1)); // as often as good mice tell
        }
        return elapsed();
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    void awaitSent(int count) {
        Await.untilTrue(
                () -> count + " motions, not " + sent, LIMIT, () -> sent >= count || end.isDone());
    }

    /// Waits until all are sent.
    ///
    /// @return how long that took
    Duration awaitEnd() {
        return end.join();
    }

    @Override
    public void close() {
        awaitEnd();
    }
}
