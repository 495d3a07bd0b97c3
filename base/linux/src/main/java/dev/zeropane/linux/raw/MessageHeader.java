// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.raw;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U64;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.u64;
import static dev.zeropane.linux.struct.Struct.offset;
import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct msghdr` (man 2 sendmsg): what is sent or received in one call.
public final class MessageHeader {
    static final StructLayout LAYOUT =
            Struct.of(
                    "msghdr",
                    ADDRESS.withName("msg_name"),
                    U32.withName("msg_namelen"),
                    MemoryLayout.paddingLayout(U32.byteSize()),
                    ADDRESS.withName("msg_iov"),
                    U64.withName("msg_iovlen"),
                    ADDRESS.withName("msg_control"),
                    U64.withName("msg_controllen"),
                    U32.withName("msg_flags"),
                    MemoryLayout.paddingLayout(U32.byteSize()));

    public static final long SIZE = LAYOUT.byteSize();

    private static final long MSG_IOV = offset(LAYOUT, "msg_iov");
    private static final long MSG_IOVLEN = offset(LAYOUT, "msg_iovlen");
    private static final long MSG_CONTROL = offset(LAYOUT, "msg_control");
    private static final long MSG_CONTROLLEN = offset(LAYOUT, "msg_controllen");
    private static final long MSG_FLAGS = offset(LAYOUT, "msg_flags");

    private MessageHeader() {}

    /// @param pieces as many as `count`, see [IoVector]
    /// @param control the control messages, see [ControlHeader], or `NULL`
    public static void write(
            MemorySegment to, MemorySegment pieces, long count, MemorySegment control) {
        to.asSlice(0, SIZE).fill((byte) 0);
        to.set(ADDRESS, MSG_IOV, pieces);
        to.set(U64, MSG_IOVLEN, count);
        to.set(ADDRESS, MSG_CONTROL, control);
        to.set(U64, MSG_CONTROLLEN, control.byteSize());
    }

    /// How many bytes of the buffer for control messages the kernel used.
    public static long controlLength(MemorySegment from) {
        return u64(from, MSG_CONTROLLEN);
    }

    public static int flags(MemorySegment from) {
        return u32(from, MSG_FLAGS);
    }
}
