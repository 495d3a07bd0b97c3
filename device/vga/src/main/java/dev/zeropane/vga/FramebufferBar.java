// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vga;

import dev.zeropane.linux.LinuxException;
import dev.zeropane.pci.Bar;
import dev.zeropane.pci.MappableMemory;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// BAR 0: video memory, which a VMM may map completely.
final class FramebufferBar implements Bar {
    private final VideoMemory memory;
    private final Runnable written;

    /// @param written called after a trapped write
    FramebufferBar(VideoMemory memory, Runnable written) {
        this.memory = memory;
        this.written = written;
    }

    @Override
    public long size() {
        return memory.size();
    }

    @Override
    public boolean isPrefetchable() {
        return true;
    }

    @Override
    public Optional<MappableMemory> memory() {
        return Optional.of(
                new MappableMemory(
                        memory.file().fd(), List.of(new MappableMemory.Area(0, size()))));
    }

    @Override
    public void read(long offset, MemorySegment target) {
        if (!hasMemory(offset, target.byteSize())) {
            target.fill((byte) 0xff);
            return;
        }
        MemorySegment.copy(memory.pixels(), offset, target, 0, target.byteSize());
    }

    /// Without host memory the BAR behaves as if there were no card: reads return ones, and writes
    /// are lost.
    private boolean hasMemory(long offset, long size) {
        try {
            memory.allocatePixels(offset, size);
            return true;
        } catch (LinuxException.LimitReached e) {
            return false;
        }
    }

    @Override
    public void write(long offset, MemorySegment source) {
        if (!hasMemory(offset, source.byteSize())) {
            return;
        }
        MemorySegment.copy(source, 0, memory.pixels(), offset, source.byteSize());
        written.run();
    }
}
