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

/// A resource's own storage: a sealed memfd of zeroes, into which transfers copy. Do not touch it
/// before it is allocated.
final class Shadow implements AutoCloseable {
    /// Bytes to allocate in one call: zeroing them takes a quarter of a millisecond.
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

    /// Storage of `bytes`; empty if a limit does not allow it.
    ///
    /// @param hostMemory limits the bytes that a guest can make the device allocate; whole pages
    ///   are taken
    /// @param mappings charged with one in any case: a shadow replaces a view that got no mapping
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

    /// Allocates the memory, one piece at least. If there is no memory, close the shadow.
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
        // The mapping keeps the memory without the descriptor.
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
