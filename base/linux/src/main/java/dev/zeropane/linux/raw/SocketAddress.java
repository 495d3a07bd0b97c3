// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux.raw;

import static dev.zeropane.linux.struct.NativeOrder.U16;
import static dev.zeropane.linux.struct.NativeOrder.U8;
import static dev.zeropane.linux.struct.Struct.offset;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct sockaddr_un` (man 7 unix), as long as its path.
public final class SocketAddress {
    private static final int PATH_SIZE = 108;

    static final StructLayout LAYOUT =
            Struct.of(
                    "sockaddr_un",
                    U16.withName("sun_family"),
                    MemoryLayout.sequenceLayout(PATH_SIZE, U8).withName("sun_path"));

    /// Bytes of the longest path, which a NUL follows.
    public static final int MAX_PATH = PATH_SIZE - 1;

    private static final short AF_UNIX = 1;
    private static final long SUN_FAMILY = offset(LAYOUT, "sun_family");
    private static final long SUN_PATH = offset(LAYOUT, "sun_path");

    private SocketAddress() {}

    /// @param path at most [#MAX_PATH] bytes
    public static MemorySegment ofPath(byte[] path, Arena arena) {
        MemorySegment address = arena.allocate(SUN_PATH + path.length + 1, Long.BYTES);
        address.set(U16, SUN_FAMILY, AF_UNIX);
        MemorySegment.copy(path, 0, address, U8, SUN_PATH, path.length);
        return address;
    }

    /// An abstract name: a NUL comes first, and none at its end.
    ///
    /// @param name at most [#MAX_PATH] bytes, the first of which is replaced by the NUL
    public static MemorySegment ofAbstractName(byte[] name, Arena arena) {
        MemorySegment address = ofPath(name, arena);
        address.set(U8, SUN_PATH, (byte) 0);
        return address.asSlice(0, address.byteSize() - 1);
    }
}
