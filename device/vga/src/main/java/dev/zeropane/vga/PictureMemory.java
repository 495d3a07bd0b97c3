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

/// The pages of video memory with a picture. Displays that import get them as a dma-buf; displays
/// that read get their mirror, or the pages themselves while no mirror is kept.
///
/// Device thread only; the methods of [FrameMemory] are safe from any thread.
final class PictureMemory implements FrameMemory, AutoCloseable {
    private final VideoMemory memory;
    private final ExportedPages exported;
    private final long start;
    private final long size;
    private final LinearMemory live;
    private final LinearMemory mirror;
    private volatile boolean mirrored;
    private volatile boolean closed;

    /// @param start bytes from the start of video memory; whole pages, as `size`
    /// @param size bytes
    PictureMemory(VideoMemory memory, Exporter exporter, long start, long size) {
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

    /// The guest's pixels.
    MemorySegment pixels() {
        return memory.pixels().asSlice(start, size);
    }

    /// The mirror of the pixels.
    MemorySegment mirror() {
        return memory.mirror().asSlice(start, size);
    }

    /// Allocates the memory of the pages and their mirror. Not for the device thread, because it
    /// takes time.
    ///
    /// @throws LinuxException.LimitReached if the host has no memory
    void allocate() {
        memory.allocate(start, size);
    }

    /// Exports the pages; see [ExportedPages#export].
    ///
    /// @return whether they are exported
    boolean export() {
        return exported.export(() -> Runs.of(memory.file(), start, size));
    }

    Sharing sharing() {
        return exported.sharing();
    }

    /// Sets whether the mirror is complete and kept up to date.
    void setMirrored(boolean mirrored) {
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

    /// The mirror, which contains only what was on the screen.
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

    /// Closes the dma-buf, and makes reads fail.
    @Override
    public synchronized void close() {
        closed = true;
        exported.close();
    }
}
