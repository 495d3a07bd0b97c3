package dev.zeropane.vga;

import dev.zeropane.pci.Bar;
import dev.zeropane.pci.MappableMemory;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// BAR 0: video memory, all of which a VMM may map.
final class FramebufferBar implements Bar {
    private final VideoMemory memory;
    private final Runnable written;

    /// @param written called after a write that came here
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
        MemorySegment.copy(memory.pixels(), offset, target, 0, target.byteSize());
    }

    @Override
    public void write(long offset, MemorySegment source) {
        MemorySegment.copy(source, 0, memory.pixels(), offset, source.byteSize());
        written.run();
    }
}
