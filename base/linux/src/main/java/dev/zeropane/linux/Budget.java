// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import java.util.Optional;

/// How much of something there may be together: bytes of memory, or mappings. It is taken before
/// that is allocated, and given back when it is gone. For sizes that somebody else chooses, where
/// the kernel has no limit, or a deadly one. Safe from any thread.
public final class Budget {
    private final long limit;
    private long used;

    /// @param limit 0 or more
    public Budget(long limit) {
        checkNotNegative(limit);
        this.limit = limit;
    }

    /// @return false if so much is not left; nothing was taken then
    public synchronized boolean take(long amount) {
        checkNotNegative(amount);
        if (amount > limit - used) {
            return false;
        }
        used += amount;
        return true;
    }

    /// Takes it for what has several holders, who let go of it one by one.
    ///
    /// @return nothing if so much is not left
    public Optional<Share> share(long amount) {
        return take(amount) ? Optional.of(new Share(amount)) : Optional.empty();
    }

    /// Counts what is there in any case, and leaves the others less: [#used] may exceed [#limit] by
    /// it.
    public synchronized void charge(long amount) {
        checkNotNegative(amount);
        used += amount;
    }

    /// What was taken or charged is gone.
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

    /// How much there may be together, not counting what [#charge] was told of.
    public long limit() {
        return limit;
    }

    /// How much is in use now.
    public synchronized long used() {
        return used;
    }

    /// A part of the budget, given back when its last holder lets go.
    public final class Share {
        private final long amount;

        /// Under the budget's lock.
        private int holders = 1;

        private Share(long amount) {
            this.amount = amount;
        }

        /// There is one holder more.
        public void hold() {
            synchronized (Budget.this) {
                holders++;
            }
        }

        /// There is one holder less.
        public void letGo() {
            synchronized (Budget.this) {
                holders--;
                if (holders == 0) {
                    giveBack(amount);
                }
            }
        }
    }
}
