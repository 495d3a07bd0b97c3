// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import dev.zeropane.linux.Bulk;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// What the guest has sent and a program on the host has not read yet: a ring of [Credit#BUF_ALLOC]
/// bytes, which exists only if a program ever was that slow.
final class Unsent {
    private static final int CAPACITY = Credit.BUF_ALLOC;

    /// At most so many bytes are sent in one call.
    private static final int PIECE = Bulk.PIECE;

    private Arena arena;
    private MemorySegment ring;
    private int start;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /// Sends bytes after those that wait already, and keeps what the socket does not take.
    ///
    /// @return bytes sent
    long sendOrKeep(UnixSocket socket, MemorySegment data) {
        long sent = isEmpty() ? sendPieces(socket, data) : 0;
        if (sent < data.byteSize()) {
            add(data.asSlice(sent));
        }
        return sent;
    }

    private static long sendPieces(UnixSocket socket, MemorySegment data) {
        long done = 0;
        while (done < data.byteSize()) {
            long piece = Math.min(data.byteSize() - done, PIECE);
            long sent = socket.send(data.asSlice(done, piece), List.of());
            done += sent;
            if (sent < piece) {
                break;
            }
        }
        return done;
    }

    /// Keeps bytes.
    ///
    /// @throws IndexOutOfBoundsException if they do not fit, which the guest's credit excludes
    private void add(MemorySegment data) {
        if (arena == null) {
            // Not confined: the device may be closed by another thread than its own.
            arena = Arena.ofShared();
            ring = arena.allocate(CAPACITY);
        }
        long length = data.byteSize();
        if (length > CAPACITY - size) {
            throw new IndexOutOfBoundsException(length + " bytes more than " + size);
        }
        int at = (start + size) % CAPACITY;
        long first = Math.min(length, CAPACITY - at);
        Bulk.copy(data, 0, ring, at, first);
        Bulk.copy(data, first, ring, 0, length - first);
        size += (int) length;
    }

    /// Sends until the socket takes no more, at most what there is now.
    ///
    /// @return bytes sent
    int sendTo(UnixSocket socket) {
        int done = 0;
        while (size > 0) {
            int piece = Math.min(Math.min(size, CAPACITY - start), PIECE);
            int sent = (int) socket.send(ring.asSlice(start, piece), List.of());
            start = (start + sent) % CAPACITY;
            size -= sent;
            done += sent;
            if (sent < piece) {
                break;
            }
        }
        return done;
    }

    /// Drops all, and releases the memory.
    void clear() {
        size = 0;
        start = 0;
        if (arena != null) {
            arena.close();
            arena = null;
        }
    }
}
