// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.dmabuf.MappingBudget;
import dev.zeropane.linux.Mapping;

/// The budget of memory a guest can make us allocate; charged before it is allocated, in whole
/// pages, as that is what it takes. Each piece of it also counts as a mapping.
final class HostMemory {
    private final long limit;
    private final MappingBudget mappings;
    private long used;

    HostMemory(long limit, MappingBudget mappings) {
        this.limit = limit;
        this.mappings = mappings;
    }

    /// Charges one piece of memory.
    ///
    /// @return false if that exceeds the limit: nothing is charged
    boolean take(long bytes) {
        long pages = wholePages(bytes);
        if (pages > limit - used) {
            return false;
        }
        used += pages;
        mappings.charge(1);
        return true;
    }

    /// A piece that was charged is gone.
    void giveBack(long bytes) {
        used -= wholePages(bytes);
        mappings.giveBack(1);
    }

    static long wholePages(long bytes) {
        return (bytes + Mapping.PAGE_SIZE - 1) / Mapping.PAGE_SIZE * Mapping.PAGE_SIZE;
    }

    long limit() {
        return limit;
    }

    long used() {
        return used;
    }
}
