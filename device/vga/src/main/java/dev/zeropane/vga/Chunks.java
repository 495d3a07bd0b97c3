// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.linux.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Keeps the chunks that a guest flips between, so that flipping back needs no new dma-buf. It
/// keeps as many as fit into video memory side by side: buffers fit, the overlapping positions of a
/// panned picture do not. Device thread.
final class Chunks {
    private static final int MAX_CHUNKS = 8;

    private final VideoMemory memory;
    private final Exporter exporter;

    /// In the order of their last use, the newest last.
    private final List<Chunk> chunks = new ArrayList<>();

    Chunks(VideoMemory memory, Exporter exporter) {
        this.memory = memory;
        this.exporter = exporter;
    }

    /// The chunk of a picture.
    Chunk of(Picture picture) {
        long start = picture.offset() / Mapping.PAGE_SIZE * Mapping.PAGE_SIZE;
        long end = Math.ceilDiv(picture.offset() + picture.size(), Mapping.PAGE_SIZE);
        long size = end * Mapping.PAGE_SIZE - start;
        Chunk chunk =
                chunks.stream()
                        .filter(known -> known.covers(start, size))
                        .findFirst()
                        .orElseGet(() -> new Chunk(memory, exporter, start, size));
        chunks.remove(chunk);
        chunks.add(chunk);
        return chunk;
    }

    /// Closes surplus chunks, the least recently used ones first.
    ///
    /// @param used whether a chunk must stay
    /// @return the closed chunks
    List<Chunk> closeSurplus(Predicate<Chunk> used) {
        long bytes = chunks.stream().mapToLong(Chunk::size).sum();
        int count = chunks.size();
        List<Chunk> closed = new ArrayList<>();
        for (Chunk chunk : chunks) {
            if (count <= MAX_CHUNKS && bytes <= memory.size()) {
                break;
            }
            if (!used.test(chunk)) {
                closed.add(chunk);
                bytes -= chunk.size();
                count--;
            }
        }
        return close(closed);
    }

    /// Closes all of them.
    ///
    /// @return the closed chunks
    List<Chunk> closeAll() {
        return close(List.copyOf(chunks));
    }

    private List<Chunk> close(List<Chunk> which) {
        which.forEach(Chunk::close);
        chunks.removeAll(which);
        return which;
    }
}
