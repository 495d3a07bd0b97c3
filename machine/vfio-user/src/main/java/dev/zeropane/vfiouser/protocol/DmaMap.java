// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.u64;
import static dev.zeropane.linux.struct.NativeOrder.unsigned;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The payload of VFIO_USER_DMA_MAP: a range of guest memory, and its offset in a file. All fields
/// are unsigned.
///
/// @param argumentSize of the payload
public record DmaMap(long argumentSize, int flags, long offset, long address, long size) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "vfio_user_dma_map",
                    U32.withName("argsz"),
                    U32.withName("flags"),
                    U64.withName("offset"),
                    U64.withName("addr"),
                    U64.withName("size"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long ARGSZ = Struct.offset(LAYOUT, "argsz");
    private static final long FLAGS = Struct.offset(LAYOUT, "flags");
    private static final long OFFSET = Struct.offset(LAYOUT, "offset");
    private static final long ADDR = Struct.offset(LAYOUT, "addr");
    private static final long LENGTH = Struct.offset(LAYOUT, "size");

    public static DmaMap read(MemorySegment from) {
        return new DmaMap(
                unsigned(from, ARGSZ),
                u32(from, FLAGS),
                u64(from, OFFSET),
                u64(from, ADDR),
                u64(from, LENGTH));
    }
}
