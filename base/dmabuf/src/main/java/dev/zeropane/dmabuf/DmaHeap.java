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

/// A heap that allocates dma-bufs (`<linux/dma-heap.h>`). Usually only root may open it, because
/// its memory is accounted to no process. Safe from any thread.
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
    /// @throws dev.zeropane.linux.LinuxException.NotFound if the kernel has no heap of this name
    /// @throws dev.zeropane.linux.LinuxException.NotPermitted if this user may not open it
    public static DmaHeap open(Path heap) {
        return new DmaHeap(Fd.open(heap, Mapping.Access.READ));
    }

    /// Allocates a dma-buf of zeroes.
    ///
    /// The kernel tries to allocate any size, and the whole system runs out of memory if it is too
    /// large: the budget protects against sizes that a peer chose.
    ///
    /// @param size bytes, more than 0; rounded up to whole pages
    /// @param access of the dma-buf's users: one with [Mapping.Access#READ] can be given to
    ///   processes that must not write, which is impossible with those of [Udmabuf]
    /// @return owned by the caller
    /// @throws ExportRefusedException if the size exceeds the budget
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
            pin.release();
            throw e;
        }
    }

    @Override
    public void close() {
        heap.close();
    }
}
