// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.display.ExportedPages;
import dev.zeropane.display.FrameMemory;
import dev.zeropane.display.LinearMemory;
import dev.zeropane.display.SharedPixels;
import dev.zeropane.display.Sharing;
import dev.zeropane.dmabuf.DmaBuf;
import dev.zeropane.dmabuf.Exporter;
import dev.zeropane.dmabuf.Runs;
import dev.zeropane.linux.LinuxException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The pages of video memory that a picture is in. Who imports gets them as a dma-buf; who reads
/// gets the mirror of them, or where nobody needs that, the pages themselves.
///
/// Belongs to the device thread; as frame memory it is safe from any.
final class Chunk implements FrameMemory, AutoCloseable {
    private final VideoMemory memory;
    private final ExportedPages exported;
    private final long start;
    private final long size;
    private final LinearMemory live;
    private final LinearMemory mirror;
    private volatile boolean mirrored;
    private volatile boolean closed;

    /// @param start bytes from the start of video memory, a page's start, as the end is its end
    /// @param size bytes
    Chunk(VideoMemory memory, Exporter exporter, long start, long size) {
        this.memory = memory;
        this.exported = new ExportedPages(exporter);
        this.start = start;
        this.size = size;
        this.live = new LinearMemory(pixels());
        this.mirror = new LinearMemory(mirror());
    }

    long start() {
        return start;
    }

    long size() {
        return size;
    }

    boolean covers(long start, long size) {
        return this.start == start && this.size == size;
    }

    /// What the guest has drawn.
    MemorySegment pixels() {
        return memory.pixels().asSlice(start, size);
    }

    /// What was last seen of it.
    MemorySegment mirror() {
        return memory.mirror().asSlice(start, size);
    }

    /// Has memory for all of it, and its mirror; not on the device thread, as it takes time.
    ///
    /// @throws LinuxException.LimitReached if the host has none
    void allocate() {
        memory.allocate(start, size);
    }

    /// Has the pages exported; see [ExportedPages#export].
    ///
    /// @return whether they are exported
    boolean export() {
        return exported.export(() -> Runs.of(memory.file(), start, size));
    }

    Sharing sharing() {
        return exported.sharing();
    }

    /// Whether the mirror is kept up with what the guest draws.
    void mirrored(boolean mirrored) {
        this.mirrored = mirrored;
    }

    @Override
    public boolean read(Reader reader) {
        if (closed) {
            return false;
        }
        return (mirrored ? mirror : live).read(reader) && !closed;
    }

    @Override
    public Optional<DmaBuf> dmaBuf() {
        return exported.duplicate();
    }

    /// The mirror: it holds what was on the screen and nothing else of the guest.
    @Override
    public synchronized Optional<SharedPixels> shared() {
        if (closed || !mirrored) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SharedPixels(memory.mirrorFile().duplicate(), start));
        } catch (LinuxException.LimitReached e) {
            return Optional.empty();
        }
    }

    /// Nobody gets anything of it any more.
    @Override
    public synchronized void close() {
        closed = true;
        exported.close();
    }
}
