// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.buffer;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.Mapping;
import java.lang.foreign.MemorySegment;

/// A client's file, mapped, for as long as a pool, a buffer or what is shown needs it.
final class SharedMemory {
    private final Fd fd;
    private Mapping mapping;
    private int users = 1;

    /// Takes ownership of the descriptor; the caller is the first user.
    ///
    /// @throws dev.zeropane.linux.LinuxException if the file cannot be mapped
    SharedMemory(Fd fd, long size) {
        this.fd = fd;
        this.mapping = Mapping.of(fd, 0, size, Mapping.Access.READ);
    }

    public MemorySegment segment() {
        return mapping.segment();
    }

    public long size() {
        return segment().byteSize();
    }

    long fileSize() {
        return fd.size();
    }

    void resize(long size) {
        Mapping larger = Mapping.of(fd, 0, size, Mapping.Access.READ);
        mapping.close();
        mapping = larger;
    }

    void retain() {
        users++;
    }

    public void release() {
        if (--users == 0) {
            mapping.close();
            fd.close();
        }
    }
}
