// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.linux.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The chunks a guest flips between, so that flipping back costs no new dma-buf. As many are kept
/// as fit into video memory side by side: buffers do, places of a picture that is panned do not.
/// Device thread.
final class Chunks {
    private static final int MOST = 8;

    private final VideoMemory memory;
    private final Exporter exporter;

    /// The one that was shown last is the last.
    private final List<Chunk> chunks = new ArrayList<>();

    Chunks(VideoMemory memory, Exporter exporter) {
        this.memory = memory;
        this.exporter = exporter;
    }

    /// The pages that a picture is in.
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

    /// Closes chunks that are too many, those not shown for the longest first.
    ///
    /// @param used which must stay
    /// @return what was closed
    List<Chunk> closeSurplus(Predicate<Chunk> used) {
        long bytes = chunks.stream().mapToLong(Chunk::size).sum();
        int count = chunks.size();
        List<Chunk> closed = new ArrayList<>();
        for (Chunk chunk : chunks) {
            if (count <= MOST && bytes <= memory.size()) {
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
    /// @return what was closed
    List<Chunk> closeAll() {
        return close(List.copyOf(chunks));
    }

    private List<Chunk> close(List<Chunk> which) {
        which.forEach(Chunk::close);
        chunks.removeAll(which);
        return which;
    }
}
