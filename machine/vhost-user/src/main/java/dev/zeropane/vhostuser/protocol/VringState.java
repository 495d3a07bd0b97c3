// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// A ring and a number: its size, its base, whether it is enabled ("Vring state description",
/// `struct vhost_vring_state`).
public record VringState(int index, int num) {
    static final StructLayout LAYOUT =
            Struct.of("vhost_vring_state", U32.withName("index"), U32.withName("num"));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long INDEX = offset(LAYOUT, "index");
    private static final long NUM = offset(LAYOUT, "num");

    public static VringState read(MemorySegment from) {
        return new VringState(u32(from, INDEX), u32(from, NUM));
    }

    public void write(MemorySegment to) {
        to.set(U32, INDEX, index);
        to.set(U32, NUM, num);
    }
}
