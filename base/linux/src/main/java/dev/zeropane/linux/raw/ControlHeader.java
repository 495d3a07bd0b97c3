// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.raw;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.u64;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct cmsghdr` (man 3 cmsg): the header of a control message.
///
/// @param length of the message, this header included
public record ControlHeader(long length, int level, int type) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "cmsghdr",
                    U64.withName("cmsg_len"),
                    U32.withName("cmsg_level"),
                    U32.withName("cmsg_type"));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long CMSG_LEN = offset(LAYOUT, "cmsg_len");
    private static final long CMSG_LEVEL = offset(LAYOUT, "cmsg_level");
    private static final long CMSG_TYPE = offset(LAYOUT, "cmsg_type");

    /// As `CMSG_ALIGN`: where the next message may begin.
    public static long aligned(long length) {
        return (length + Long.BYTES - 1) & -Long.BYTES;
    }

    public static ControlHeader read(MemorySegment from, long at) {
        return new ControlHeader(
                u64(from, at + CMSG_LEN), u32(from, at + CMSG_LEVEL), u32(from, at + CMSG_TYPE));
    }

    public void write(MemorySegment to) {
        to.set(U64, CMSG_LEN, length);
        to.set(U32, CMSG_LEVEL, level);
        to.set(U32, CMSG_TYPE, type);
    }
}
