// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.LinearMemory;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import dev.zeropane.linux.Seals;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Storage of a resource's own: a sealed memfd of zeroes, for transfers to copy into. It may be
/// touched once it is allocated.
final class Shadow implements AutoCloseable {
    /// What the kernel is asked for at a time: zeroing it takes a quarter of a millisecond.
    private static final long PIECE = 1 << 20;

    private final Fd file;
    private final Mapping mapping;
    private final long size;
    private final HostMemory budget;
    private final LinearMemory memory;
    private long allocated;

    private Shadow(Fd file, Mapping mapping, long size, HostMemory budget) {
        this.file = file;
        this.mapping = mapping;
        this.size = size;
        this.budget = budget;
        this.memory = new LinearMemory(mapping.segment());
    }

    /// Room for `bytes`, or nothing if a limit does not allow it.
    static Optional<Shadow> create(long bytes, HostMemory budget) {
        long size = HostMemory.wholePages(bytes);
        if (!budget.take(size)) {
            return Optional.empty();
        }
        try {
            return Optional.of(map(size, budget));
        } catch (LinuxException.LimitReached e) {
            budget.giveBack(size);
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            budget.giveBack(size);
            throw e;
        }
    }

    private static Shadow map(long size, HostMemory budget) {
        Fd file = Memfd.create("zeropane shadow", size);
        try {
            file.addSeals(Seals.FIXED_SIZE);
            Mapping mapping = Mapping.of(file, 0, size, Mapping.Access.READ_WRITE);
            return new Shadow(file, mapping, size, budget);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /// Has its memory allocated, by one piece at least. If there is none for it, it is to be
    /// closed.
    Progress allocate(Turn turn) {
        try {
            while (allocated < size) {
                long piece = Math.min(PIECE, size - allocated);
                file.allocate(allocated, piece);
                allocated += piece;
                if (allocated < size && turn.isOver()) {
                    return Progress.UNFINISHED;
                }
            }
        } catch (LinuxException.LimitReached e) {
            return Progress.OUT_OF_MEMORY;
        }
        // The mapping alone keeps the memory.
        file.close();
        return Progress.DONE;
    }

    MemorySegment segment() {
        return mapping.segment();
    }

    LinearMemory memory() {
        return memory;
    }

    @Override
    public void close() {
        file.close();
        mapping.close();
        budget.giveBack(size);
    }
}
