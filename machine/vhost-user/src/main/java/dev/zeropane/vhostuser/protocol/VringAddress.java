// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.u64;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The addresses of a ring's parts in the front-end's own address space ("A vring address
/// description", `struct vhost_vring_addr`). Its flags and log address are ignored.
public record VringAddress(int index, long descriptors, long used, long available) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "vhost_vring_addr",
                    U32.withName("index"),
                    U32.withName("flags"),
                    U64.withName("desc_user_addr"),
                    U64.withName("used_user_addr"),
                    U64.withName("avail_user_addr"),
                    U64.withName("log_guest_addr"));

    /// Bytes that are read: front-ends may omit the log address.
    public static final long SIZE = offset(LAYOUT, "log_guest_addr");

    private static final long INDEX = offset(LAYOUT, "index");
    private static final long DESC = offset(LAYOUT, "desc_user_addr");
    private static final long USED = offset(LAYOUT, "used_user_addr");
    private static final long AVAIL = offset(LAYOUT, "avail_user_addr");

    public static VringAddress read(MemorySegment from) {
        return new VringAddress(
                u32(from, INDEX), u64(from, DESC), u64(from, USED), u64(from, AVAIL));
    }
}
