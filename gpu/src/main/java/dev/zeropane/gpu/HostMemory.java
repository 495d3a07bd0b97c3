package dev.zeropane.gpu;

import dev.zeropane.linux.Mapping;
import java.util.Optional;

/// The budget of memory a guest can make us allocate; charged before it is allocated, in whole
/// pages, as that is what it takes.
final class HostMemory {
    private final long limit;
    private long used;

    HostMemory(long limit) {
        this.limit = limit;
    }

    /// Memory for `size` bytes of pixels, all zero, or nothing if that exceeds the budget.
    Optional<Shadow> allocate(long size) {
        long pages = (size + Mapping.PAGE_SIZE - 1) / Mapping.PAGE_SIZE * Mapping.PAGE_SIZE;
        if (pages > limit - used) {
            return Optional.empty();
        }
        Optional<Shadow> shadow = Shadow.create(pages, this);
        shadow.ifPresent(_ -> used += pages);
        return shadow;
    }

    long limit() {
        return limit;
    }

    long used() {
        return used;
    }

    void release(long size) {
        used -= size;
    }
}
