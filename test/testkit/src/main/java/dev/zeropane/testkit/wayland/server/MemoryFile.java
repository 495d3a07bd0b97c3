// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import dev.zeropane.linux.Memfd;
import java.lang.foreign.MemorySegment;

/// Bytes in a file of their own, to be sent to a client.
public final class MemoryFile {
    private MemoryFile() {}

    /// @param bytes at least one: nothing can be mapped of an empty file
    public static Fd of(String name, byte[] bytes) {
        Fd fd = Memfd.create(name, bytes.length);
        try (Mapping mapping = Mapping.of(fd, 0, bytes.length, Mapping.Access.READ_WRITE)) {
            mapping.segment().copyFrom(MemorySegment.ofArray(bytes));
        }
        return fd;
    }
}
