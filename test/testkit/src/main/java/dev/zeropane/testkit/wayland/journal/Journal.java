// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.journal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last entries of something that goes on, for any thread to look at or wait for.
///
/// @param <T> what an entry is
public final class Journal<T> {
    private static final int KEPT = 10_000;

    private final Deque<T> entries = new ArrayDeque<>();
    private long count;

    public Journal() {}

    public synchronized void add(T entry) {
        if (entries.size() == KEPT) {
            entries.remove();
        }
        entries.add(entry);
        count++;
        notifyAll();
    }

    /// How many there ever were.
    public synchronized long count() {
        return count;
    }

    /// The last ones, the oldest first.
    public synchronized List<T> entries() {
        return List.copyOf(entries);
    }

    /// The first entry after so many, waited for without disturbing the compositor.
    ///
    /// @throws AssertionError if there is none within the limit, or it was not kept
    public synchronized T awaitAfter(long before, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (count <= before) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("waited %s in vain for entry %d".formatted(limit, before));
            }
            try {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting", e);
            }
        }
        long skip = before - (count - entries.size());
        return entries.stream()
                .skip(Math.max(skip, 0))
                .findFirst()
                .filter(_ -> skip >= 0)
                .orElseThrow(() -> new AssertionError("entry " + before + " was not kept"));
    }
}
