// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The payload of VFIO_USER_DEVICE_SET_IRQS (`struct vfio_irq_set`); data may follow.
///
/// @param argumentSize of the payload
public record IrqSet(long argumentSize, int flags, int index, int start, int count) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "vfio_irq_set",
                    U32.withName("argsz"),
                    U32.withName("flags"),
                    U32.withName("index"),
                    U32.withName("start"),
                    U32.withName("count"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long ARGSZ = offset(LAYOUT, "argsz");
    private static final long FLAGS = offset(LAYOUT, "flags");
    private static final long INDEX = offset(LAYOUT, "index");
    private static final long START = offset(LAYOUT, "start");
    private static final long COUNT = offset(LAYOUT, "count");

    public static IrqSet read(MemorySegment from) {
        return new IrqSet(
                unsigned(from, ARGSZ),
                u32(from, FLAGS),
                u32(from, INDEX),
                u32(from, START),
                u32(from, COUNT));
    }
}
