// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The payload of VFIO_USER_DEVICE_GET_INFO, and of its reply.
///
/// @param argumentSize in the request the client's room, in the reply the room needed
public record DeviceInfo(long argumentSize, int flags, int regions, int interruptTypes) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "vfio_user_device_info",
                    U32.withName("argsz"),
                    U32.withName("flags"),
                    U32.withName("num_regions"),
                    U32.withName("num_irqs"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long ARGSZ = offset(LAYOUT, "argsz");
    private static final long FLAGS = offset(LAYOUT, "flags");
    private static final long NUM_REGIONS = offset(LAYOUT, "num_regions");
    private static final long NUM_IRQS = offset(LAYOUT, "num_irqs");

    public static DeviceInfo read(MemorySegment from) {
        return new DeviceInfo(
                unsigned(from, ARGSZ),
                u32(from, FLAGS),
                u32(from, NUM_REGIONS),
                u32(from, NUM_IRQS));
    }

    public void write(MemorySegment to) {
        to.set(U32, ARGSZ, (int) argumentSize);
        to.set(U32, FLAGS, flags);
        to.set(U32, NUM_REGIONS, regions);
        to.set(U32, NUM_IRQS, interruptTypes);
    }
}
