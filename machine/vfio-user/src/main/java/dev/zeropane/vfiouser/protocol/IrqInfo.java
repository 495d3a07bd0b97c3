// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The payload of VFIO_USER_DEVICE_GET_IRQ_INFO, and of its reply (`struct vfio_irq_info`).
///
/// @param argumentSize in the request the client's room, in the reply the room needed
public record IrqInfo(long argumentSize, int flags, int index, int count) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "vfio_irq_info",
                    U32.withName("argsz"),
                    U32.withName("flags"),
                    U32.withName("index"),
                    U32.withName("count"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long ARGSZ = offset(LAYOUT, "argsz");
    private static final long FLAGS = offset(LAYOUT, "flags");
    private static final long INDEX = offset(LAYOUT, "index");
    private static final long COUNT = offset(LAYOUT, "count");

    public static IrqInfo read(MemorySegment from) {
        return new IrqInfo(
                unsigned(from, ARGSZ), u32(from, FLAGS), u32(from, INDEX), u32(from, COUNT));
    }

    public void write(MemorySegment to) {
        to.set(U32, ARGSZ, (int) argumentSize);
        to.set(U32, FLAGS, flags);
        to.set(U32, INDEX, index);
        to.set(U32, COUNT, count);
    }
}
