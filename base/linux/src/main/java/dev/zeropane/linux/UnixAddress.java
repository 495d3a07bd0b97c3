// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.linux;

import dev.zeropane.linux.raw.SocketAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Addresses of Unix sockets (man 7 unix).
final class UnixAddress {
    private UnixAddress() {}

    /// A path, or an abstract name, written with a leading `@`.
    static MemorySegment ofName(String name, Arena arena) {
        byte[] bytes = bytes(Path.of(name));
        return name.startsWith("@")
                ? SocketAddress.ofAbstractName(bytes, arena)
                : SocketAddress.ofPath(bytes, arena);
    }

    static MemorySegment of(Path path, Arena arena) {
        return SocketAddress.ofPath(bytes(path), arena);
    }

    private static byte[] bytes(Path path) {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > SocketAddress.MAX_PATH) {
            throw LinuxException.of("bind or connect", path.toString(), Errno.ENAMETOOLONG);
        }
        return bytes;
    }
}
