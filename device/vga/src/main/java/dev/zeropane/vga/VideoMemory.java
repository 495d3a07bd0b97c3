// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.MemorySegment;

/// What a guest draws into, and a mirror of it: of what was last seen there, for those who read.
///
/// Nobody is told when a guest draws, so what has changed is what differs from the mirror. And only
/// of the mirror is it known when it changes: who read the guest's own pixels could catch one that
/// is there for a moment, is back as it was when they are compared, and so would not be read again.
///
/// Both are memfds of our own, which take memory only as a guest touches them, or for pictures that
/// are looked at: these have it before ([#allocate]), so that looking cannot fail. The mirror holds
/// what was on the screen and nothing else.
final class VideoMemory implements AutoCloseable {
    private final MemoryFile file;
    private final MemoryFile mirrorFile;
    private final Mapping pixels;
    private final Mapping mirror;

    private VideoMemory(MemoryFile file, MemoryFile mirrorFile, Mapping pixels, Mapping mirror) {
        this.file = file;
        this.mirrorFile = mirrorFile;
        this.pixels = pixels;
        this.mirror = mirror;
    }

    /// @param size bytes, whole pages
    /// @throws LinuxException if there is no memory for it
    static VideoMemory create(long size) {
        MemoryFile file = MemoryFile.create("zeropane vga", size);
        try {
            Mapping pixels = file.map(Mapping.Access.READ_WRITE);
            try {
                return withMirror(file, pixels);
            } catch (RuntimeException | Error e) {
                pixels.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static VideoMemory withMirror(MemoryFile file, Mapping pixels) {
        MemoryFile mirror = MemoryFile.create("zeropane vga mirror", file.size());
        try {
            return new VideoMemory(file, mirror, pixels, mirror.map(Mapping.Access.READ_WRITE));
        } catch (RuntimeException | Error e) {
            mirror.close();
            throw e;
        }
    }

    long size() {
        return file.size();
    }

    /// Has memory for this part of the pixels. On the thread that closes it.
    ///
    /// @throws LinuxException.LimitReached if the host has none
    void allocatePixels(long start, long size) {
        file.fd().allocate(start, size);
    }

    /// Has memory for this part of the pixels and of the mirror. Any thread; [#close] waits for it,
    /// as the descriptors' numbers may be others' after that.
    ///
    /// @throws LinuxException.LimitReached if the host has none
    /// @throws IllegalStateException if it is closed
    synchronized void allocate(long start, long size) {
        allocatePixels(start, size);
        mirrorFile.fd().allocate(start, size);
    }

    /// The guest's own, given to its VMM.
    MemoryFile file() {
        return file;
    }

    MemoryFile mirrorFile() {
        return mirrorFile;
    }

    /// What the guest has drawn, at this moment.
    MemorySegment pixels() {
        return pixels.segment();
    }

    /// What was last seen of it. One thread writes to it, that of [ChangeWatch].
    MemorySegment mirror() {
        return mirror.segment();
    }

    /// The pixels first: who finds the mirror gone can tell by them that all is.
    @Override
    public void close() {
        pixels.close();
        mirror.close();
        closeFiles();
    }

    private synchronized void closeFiles() {
        mirrorFile.close();
        file.close();
    }
}
