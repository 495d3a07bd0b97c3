// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Ioctl;
import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The argument of `DMA_HEAP_IOCTL_ALLOC` (`<linux/dma-heap.h>`).
///
/// @param length in bytes
/// @param fdFlags flags of the new descriptor, as for open(2)
public record HeapAllocation(long length, int fdFlags) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "dma_heap_allocation_data",
                    U64.withName("len"),
                    U32.withName("fd"),
                    U32.withName("fd_flags"),
                    U64.withName("heap_flags"));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long LEN = Struct.offset(LAYOUT, "len");
    private static final long FD = Struct.offset(LAYOUT, "fd");
    private static final long FD_FLAGS = Struct.offset(LAYOUT, "fd_flags");

    /// @param to zeroes
    public void write(MemorySegment to) {
        to.set(U64, LEN, length);
        to.set(U32, FD_FLAGS, fdFlags);
    }

    /// Takes ownership of the dma-buf that the kernel put there.
    ///
    /// @param what the new descriptor's name in messages
    public static Fd takeAllocated(MemorySegment from, String what) {
        return Ioctl.takeFd(from, FD, what);
    }
}
