// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

import dev.zeropane.display.LinearMemory;
import dev.zeropane.linux.Budget;
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
    private final Budget hostMemory;
    private final Budget mappings;
    private final LinearMemory memory;
    private long allocated;

    private Shadow(Fd file, Mapping mapping, long size, Budget hostMemory, Budget mappings) {
        this.file = file;
        this.mapping = mapping;
        this.size = size;
        this.hostMemory = hostMemory;
        this.mappings = mappings;
        mappings.charge(1);
        this.memory = new LinearMemory(mapping.segment());
    }

    /// Room for `bytes`, or nothing if a limit does not allow it.
    ///
    /// @param hostMemory the bytes that a guest can make us allocate; charged in whole pages, as
    ///   that is what it takes
    /// @param mappings charged with one in any case: a shadow stands in for a view that has none
    static Optional<Shadow> create(long bytes, Budget hostMemory, Budget mappings) {
        long size = Math.ceilDiv(bytes, Mapping.PAGE_SIZE) * Mapping.PAGE_SIZE;
        if (!hostMemory.take(size)) {
            return Optional.empty();
        }
        try {
            return Optional.of(map(size, hostMemory, mappings));
        } catch (LinuxException.LimitReached e) {
            hostMemory.giveBack(size);
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            hostMemory.giveBack(size);
            throw e;
        }
    }

    private static Shadow map(long size, Budget hostMemory, Budget mappings) {
        Fd file = Memfd.create("zeropane shadow", size);
        try {
            file.addSeals(Seals.FIXED_SIZE);
            Mapping mapping = Mapping.of(file, 0, size, Mapping.Access.READ_WRITE);
            return new Shadow(file, mapping, size, hostMemory, mappings);
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
        hostMemory.giveBack(size);
        mappings.giveBack(1);
    }
}
