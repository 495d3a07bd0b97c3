// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.dmabuf.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U64;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The argument of `DMA_BUF_IOCTL_SYNC` (`<linux/dma-buf.h>`).
public record DmaBufSync(long flags) {
    static final StructLayout LAYOUT = Struct.of("dma_buf_sync", U64.withName("flags"));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long FLAGS = Struct.offset(LAYOUT, "flags");

    public void write(MemorySegment to) {
        to.set(U64, FLAGS, flags);
    }
}
