// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import java.util.Optional;

/// A limit on a total: bytes of memory, or mappings. An amount is taken before the allocation, and
/// given back after the release. For sizes that a peer chooses, where the kernel has no limit, or
/// one that kills the process. Safe from any thread.
public final class Budget {
    private final long limit;
    private long used;

    /// @param limit 0 or more
    public Budget(long limit) {
        checkNotNegative(limit);
        this.limit = limit;
    }

    /// @return false if less than `amount` is left; then nothing was taken
    public synchronized boolean take(long amount) {
        checkNotNegative(amount);
        if (amount > limit - used) {
            return false;
        }
        used += amount;
        return true;
    }

    /// Takes an amount for an allocation with several holders; it is given back when the last one
    /// releases it.
    ///
    /// @return empty if less than `amount` is left
    public Optional<Share> share(long amount) {
        return take(amount) ? Optional.of(new Share(amount)) : Optional.empty();
    }

    /// Counts an allocation that exists in any case, which leaves less for others: [#used] may
    /// exceed [#limit] by it.
    public synchronized void charge(long amount) {
        checkNotNegative(amount);
        used += amount;
    }

    /// Gives back an amount that was taken or charged.
    public synchronized void giveBack(long amount) {
        checkNotNegative(amount);
        if (amount > used) {
            throw new IllegalStateException(amount + " given back, and " + used + " in use");
        }
        used -= amount;
    }

    private static void checkNotNegative(long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException(Long.toString(amount));
        }
    }

    /// The largest total, not counting amounts of [#charge].
    public long limit() {
        return limit;
    }

    /// How much is in use now.
    public synchronized long used() {
        return used;
    }

    /// A part of the budget, given back when its last holder has released it.
    public final class Share {
        private final long amount;

        /// Under the budget's lock.
        private int holders = 1;

        private Share(long amount) {
            this.amount = amount;
        }

        /// Adds a holder.
        public void retain() {
            synchronized (Budget.this) {
                holders++;
            }
        }

        /// Removes a holder.
        public void release() {
            synchronized (Budget.this) {
                holders--;
                if (holders == 0) {
                    giveBack(amount);
                }
            }
        }
    }
}
