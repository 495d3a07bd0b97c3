// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.dmabuf.MemoryFile;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.MemorySegment;

/// The memory a guest draws into, and its mirror: a copy for displays that read, updated by
/// comparisons.
///
/// The device does not learn when a guest draws, so changes are differences from the mirror.
/// Displays must not read the guest's pixels directly: they could read a pixel whose old value is
/// back at the next comparison, and which would then stay wrong.
///
/// Both are memfds of this process, which take memory only as a guest touches them. The memory of a
/// picture is allocated before its comparison ([#allocate]), so that reading it cannot fail. The
/// mirror contains only what was on the screen.
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
    /// @throws LinuxException if there is no memory
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

    /// Allocates memory for a part of the pixels. Call on the thread that calls [#close].
    ///
    /// @throws LinuxException.LimitReached if the host has none
    void allocatePixels(long start, long size) {
        file.fd().allocate(start, size);
    }

    /// Allocates memory for a part of the pixels and of the mirror. Any thread; [#close] waits for
    /// it, because other files may have the descriptors' numbers afterwards.
    ///
    /// @throws LinuxException.LimitReached if the host has none
    /// @throws IllegalStateException if the memory is closed
    synchronized void allocate(long start, long size) {
        allocatePixels(start, size);
        mirrorFile.fd().allocate(start, size);
    }

    /// The file of the pixels, for the VMM.
    MemoryFile file() {
        return file;
    }

    MemoryFile mirrorFile() {
        return mirrorFile;
    }

    /// The guest's pixels.
    MemorySegment pixels() {
        return pixels.segment();
    }

    /// The mirror. Only the thread of [ChangeWatch] writes to it.
    MemorySegment mirror() {
        return mirror.segment();
    }

    /// The pixels first: a thread that finds the mirror closed can then tell that all memory is.
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
