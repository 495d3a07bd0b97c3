// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// `struct sockaddr_un` (man 7 unix).
final class UnixAddress {
    private static final short AF_UNIX = 1;
    private static final int PATH = 2;

    /// `sun_path` holds 108 bytes, the last of them a NUL.
    private static final int MAX_PATH = 107;

    private UnixAddress() {}

    /// A path, or with a `@` in front a name that no file has.
    static MemorySegment ofName(String name, Arena arena) {
        MemorySegment address = of(Path.of(name), arena);
        if (!name.startsWith("@")) {
            return address;
        }
        // An abstract name begins with a NUL and has no other at its end.
        address.set(ValueLayout.JAVA_BYTE, PATH, (byte) 0);
        return address.asSlice(0, address.byteSize() - 1);
    }

    static MemorySegment of(Path path, Arena arena) {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_PATH) {
            throw LinuxException.of("bind or connect", path.toString(), Errno.ENAMETOOLONG);
        }
        MemorySegment address = arena.allocate(PATH + bytes.length + 1L, Long.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, PATH, bytes.length);
        return address;
    }
}
