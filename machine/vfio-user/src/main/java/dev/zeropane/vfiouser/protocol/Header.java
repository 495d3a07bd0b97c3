// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser.protocol;

import static dev.zeropane.linux.struct.NativeOrder.U16;
import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.u16;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.NativeOrder.unsigned;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// The header of every message ("Header").
///
/// @param size of the message, its header included
public record Header(int id, int command, long size, int flags, int error) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "vfio_user_header",
                    U16.withName("msg_id"),
                    U16.withName("cmd"),
                    U32.withName("msg_size"),
                    U32.withName("flags"),
                    U32.withName("error_no"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long MSG_ID = offset(LAYOUT, "msg_id");
    private static final long CMD = offset(LAYOUT, "cmd");
    private static final long MSG_SIZE = offset(LAYOUT, "msg_size");
    private static final long FLAGS = offset(LAYOUT, "flags");
    private static final long ERROR_NO = offset(LAYOUT, "error_no");

    public static Header read(MemorySegment from) {
        return new Header(
                u16(from, MSG_ID),
                u16(from, CMD),
                unsigned(from, MSG_SIZE),
                u32(from, FLAGS),
                u32(from, ERROR_NO));
    }

    public void write(MemorySegment to) {
        to.set(U16, MSG_ID, (short) id);
        to.set(U16, CMD, (short) command);
        to.set(U32, MSG_SIZE, (int) size);
        to.set(U32, FLAGS, flags);
        to.set(U32, ERROR_NO, error);
    }
}
