// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf;

import dev.zeropane.dmabuf.protocol.HeapAllocation;
import dev.zeropane.linux.Budget;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Ioctl;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/// A heap that allocates dma-bufs (`<linux/dma-heap.h>`). Usually root's alone, since its memory is
/// accounted to nobody. Safe from any thread.
public final class DmaHeap implements AutoCloseable {
    /// The heap of ordinary pages.
    public static final Path SYSTEM = Path.of("/dev/dma_heap/system");

    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final Ioctl DMA_HEAP_IOCTL_ALLOC =
            Ioctl.readWrite("DMA_HEAP_IOCTL_ALLOC", 'H', 0, HeapAllocation.SIZE);

    private final Fd heap;

    private DmaHeap(Fd heap) {
        this.heap = heap;
    }

    /// Opens a heap, such as [#SYSTEM].
    ///
    /// @throws dev.zeropane.linux.LinuxException.NotFound if the kernel has none of this name
    /// @throws dev.zeropane.linux.LinuxException.NotPermitted if it is not for this user
    public static DmaHeap open(Path heap) {
        return new DmaHeap(Fd.open(heap, Mapping.Access.READ));
    }

    /// Allocates a dma-buf of zeroes.
    ///
    /// The kernel tries whatever size it is asked for, and runs out of memory as a whole if that is
    /// too much: the budget is what keeps a size that somebody else chose from doing so.
    ///
    /// @param size bytes, more than 0; rounded up to whole pages
    /// @param access what can be done with it: one to [Mapping.Access#READ] can be given to others
    ///   who must not write, as no dma-buf of [Udmabuf] can
    /// @return owned by the caller
    /// @throws ExportRefusedException if the budget does not have as much
    public DmaBuf allocate(long size, Mapping.Access access, Budget budget) {
        if (size <= 0 || size > Long.MAX_VALUE - Mapping.PAGE_SIZE) {
            throw new IllegalArgumentException("a dma-buf of " + size + " bytes");
        }
        long rounded = (size + Mapping.PAGE_SIZE - 1) / Mapping.PAGE_SIZE * Mapping.PAGE_SIZE;
        Budget.Share pin =
                budget.share(rounded)
                        .orElseThrow(() ->
                                new ExportRefusedException(
                                        ExportRefusal.overBudget(rounded, budget)));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(HeapAllocation.SIZE, Long.BYTES);
            int flags = access == Mapping.Access.READ ? O_RDONLY : O_RDWR;
            new HeapAllocation(rounded, flags | O_CLOEXEC).write(data);
            int _ = DMA_HEAP_IOCTL_ALLOC.call(heap, data);
            Fd fd = HeapAllocation.takeAllocated(data, "dma-buf of " + heap);
            return new DmaBuf(fd, rounded, Optional.of(pin));
        } catch (RuntimeException | Error e) {
            pin.letGo();
            throw e;
        }
    }

    @Override
    public void close() {
        heap.close();
    }
}
