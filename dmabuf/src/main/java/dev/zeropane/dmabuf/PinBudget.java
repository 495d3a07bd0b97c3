// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import java.util.Optional;

/// How many bytes of memory an owner's dma-bufs may pin together.
///
/// The kernel accounts pinned pages to nobody: not to `RLIMIT_MEMLOCK`, not to `VmPin`, so any
/// process that may open the device could pin all memory. A budget counts a dma-buf until it and
/// all mappings made of it by this library are closed; what another process holds of it, after it
/// was sent there, nobody can count. Safe from any thread.
public final class PinBudget {
    private final long limit;
    private long used;

    /// @param limit bytes
    public PinBudget(long limit) {
        this.limit = limit;
    }

    /// A share of the budget, or nothing if so much is not left.
    synchronized Optional<Pin> take(long bytes) {
        if (bytes > limit - used) {
            return Optional.empty();
        }
        used += bytes;
        return Optional.of(new Pin(bytes));
    }

    private synchronized void giveBack(long bytes) {
        used -= bytes;
    }

    ExportRefusal exceeded(long bytes) {
        return new ExportRefusal(
                ExportRefusal.Kind.OVER_BUDGET,
                "needs %d bytes of pinned memory, and %d of %d are in use"
                        .formatted(bytes, used(), limit),
                "close other dma-bufs, or raise the budget's limit");
    }

    /// Bytes that may be pinned together.
    public long limit() {
        return limit;
    }

    /// Bytes pinned now.
    public synchronized long used() {
        return used;
    }

    /// A share, given back when its last holder lets go.
    final class Pin {
        private final long bytes;
        private int holders = 1;

        private Pin(long bytes) {
            this.bytes = bytes;
        }

        void hold() {
            synchronized (PinBudget.this) {
                holders++;
            }
        }

        void letGo() {
            synchronized (PinBudget.this) {
                holders--;
                if (holders == 0) {
                    giveBack(bytes);
                }
            }
        }
    }
}
