// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.linux.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Keeps the memory of the pictures that a guest flips between, so that flipping back needs no new
/// dma-buf. It keeps as many as fit into video memory side by side: buffers fit, the overlapping
/// positions of a panned picture do not. Device thread.
final class PictureMemoryCache {
    private static final int MAX_ENTRIES = 8;

    private final VideoMemory memory;
    private final Exporter exporter;

    /// In the order of their last use, the newest last.
    private final List<PictureMemory> entries = new ArrayList<>();

    PictureMemoryCache(VideoMemory memory, Exporter exporter) {
        this.memory = memory;
        this.exporter = exporter;
    }

    /// The memory of a picture.
    PictureMemory of(Picture picture) {
        long start = picture.offset() / Mapping.PAGE_SIZE * Mapping.PAGE_SIZE;
        long end = Math.ceilDiv(picture.offset() + picture.size(), Mapping.PAGE_SIZE);
        long size = end * Mapping.PAGE_SIZE - start;
        PictureMemory entry =
                entries.stream()
                        .filter(known -> known.covers(start, size))
                        .findFirst()
                        .orElseGet(() -> new PictureMemory(memory, exporter, start, size));
        entries.remove(entry);
        entries.add(entry);
        return entry;
    }

    /// Closes surplus entries, the least recently used ones first.
    ///
    /// @param used whether an entry must stay
    /// @return the closed entries
    List<PictureMemory> closeSurplus(Predicate<PictureMemory> used) {
        long bytes = entries.stream().mapToLong(PictureMemory::size).sum();
        int count = entries.size();
        List<PictureMemory> closed = new ArrayList<>();
        for (PictureMemory entry : entries) {
            if (count <= MAX_ENTRIES && bytes <= memory.size()) {
                break;
            }
            if (!used.test(entry)) {
                closed.add(entry);
                bytes -= entry.size();
                count--;
            }
        }
        return close(closed);
    }

    /// Closes all of them.
    ///
    /// @return the closed entries
    List<PictureMemory> closeAll() {
        return close(List.copyOf(entries));
    }

    private List<PictureMemory> close(List<PictureMemory> which) {
        which.forEach(PictureMemory::close);
        entries.removeAll(which);
        return which;
    }
}
