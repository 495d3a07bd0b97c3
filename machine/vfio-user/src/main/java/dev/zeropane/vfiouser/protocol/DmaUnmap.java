// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.u64;
import static dev.zeropane.linux.struct.NativeOrder.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The payload of VFIO_USER_DMA_UNMAP, and of its reply. All fields are unsigned.
///
/// @param argumentSize the client's room for the reply
public record DmaUnmap(long argumentSize, int flags, long address, long size) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "vfio_user_dma_unmap",
                    U32.withName("argsz"),
                    U32.withName("flags"),
                    U64.withName("addr"),
                    U64.withName("size"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long ARGSZ = offset(LAYOUT, "argsz");
    private static final long FLAGS = offset(LAYOUT, "flags");
    private static final long ADDR = offset(LAYOUT, "addr");
    private static final long LENGTH = offset(LAYOUT, "size");

    public static DmaUnmap read(MemorySegment from) {
        return new DmaUnmap(
                unsigned(from, ARGSZ), u32(from, FLAGS), u64(from, ADDR), u64(from, LENGTH));
    }

    public void write(MemorySegment to) {
        to.set(U32, ARGSZ, (int) argumentSize);
        to.set(U32, FLAGS, flags);
        to.set(U64, ADDR, address);
        to.set(U64, LENGTH, size);
    }
}
