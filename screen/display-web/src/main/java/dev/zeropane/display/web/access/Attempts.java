// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.web.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// How often one address may be wrong: five times at once, and then once in ten seconds. Others do
/// not wait for it, so nobody can lock out who comes from elsewhere. Any thread.
public final class Attempts {
    /// Wrong ones that one may have in a row.
    static final int BURST = 5;

    /// After which one more is allowed.
    static final Duration EACH = Duration.ofSeconds(10);

    /// Addresses that are kept in mind. Whoever has more than that is not kept out by this.
    static final int MAX_ADDRESSES = 4096;

    private final LongSupplier nanos;

    // Guarded by this: when all that somebody has tried is forgiven. Who tried last comes last.
    private final Map<Household, Long> forgiven = new LinkedHashMap<>();

    public Attempts() {
        this(System::nanoTime);
    }

    Attempts(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Somebody is about to try. Counts as a wrong one until [#right] says otherwise, so that those
    /// who try at the same time are counted, too.
    ///
    /// @return how long it has to wait before the next try, if it may not try now
    public synchronized Optional<Duration> begin(Household who) {
        long now = nanos.getAsLong();
        long end = Math.max(forgiven.getOrDefault(who, now) - now, 0);
        long most = EACH.toNanos() * (BURST - 1);
        forgiven.remove(who);
        if (end > most) {
            forgiven.put(who, now + end);
            return Optional.of(Duration.ofNanos(end - most));
        }
        if (forgiven.size() >= MAX_ADDRESSES) {
            forgiven.remove(forgiven.keySet().iterator().next());
        }
        forgiven.put(who, now + end + EACH.toNanos());
        return Optional.empty();
    }

    /// What it tried was right: that try is not counted.
    public synchronized void right(Household who) {
        forgiven.computeIfPresent(who, (_, end) -> end - EACH.toNanos());
    }
}
