// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.raw;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.u32;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct ucred` (man 7 unix).
public record PeerCredentials(int pid, int uid, int gid) {
    static final StructLayout LAYOUT =
            Struct.of("ucred", U32.withName("pid"), U32.withName("uid"), U32.withName("gid"));

    public static final int SIZE = (int) LAYOUT.byteSize();

    private static final long PID = offset(LAYOUT, "pid");
    private static final long UID = offset(LAYOUT, "uid");
    private static final long GID = offset(LAYOUT, "gid");

    public static PeerCredentials read(MemorySegment from) {
        return new PeerCredentials(u32(from, PID), u32(from, UID), u32(from, GID));
    }
}
