package dev.zeropane.gpu;

import dev.zeropane.display.LinearMemory;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Storage of a resource's own: a sealed memfd of zeroes, for transfers to copy into.
final class Shadow implements AutoCloseable {
    private final Mapping mapping;
    private final long size;
    private final HostMemory budget;
    private final LinearMemory memory;

    private Shadow(Mapping mapping, long size, HostMemory budget) {
        this.mapping = mapping;
        this.size = size;
        this.budget = budget;
        this.memory = new LinearMemory(mapping.segment());
    }

    /// @param size whole pages
    static Optional<Shadow> create(long size, HostMemory budget) {
        // The mapping alone keeps the memory.
        try (Fd fd = Memfd.createAllocated("zeropane shadow", size)) {
            fd.addSeals(Seals.FIXED_SIZE);
            return Optional.of(
                    new Shadow(Mapping.of(fd, 0, size, Mapping.Access.READ_WRITE), size, budget));
        } catch (LinuxException.LimitReached e) {
            return Optional.empty();
        }
    }

    MemorySegment segment() {
        return mapping.segment();
    }

    LinearMemory memory() {
        return memory;
    }

    @Override
    public void close() {
        mapping.close();
        budget.release(size);
    }
}
