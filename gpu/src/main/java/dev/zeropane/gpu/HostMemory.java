package dev.zeropane.gpu;

import java.util.Optional;

/// The budget of memory a guest can make us allocate; charged before it is allocated.
final class HostMemory {
    private final long limit;
    private long used;

    HostMemory(long limit) {
        this.limit = limit;
    }

    /// Memory for `size` bytes of pixels, all zero, or nothing if that exceeds the budget.
    Optional<Shadow> allocate(long size) {
        if (size > limit - used) {
            return Optional.empty();
        }
        Optional<Shadow> shadow = Shadow.create(size, this);
        shadow.ifPresent(s -> used += size);
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
