// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Requests that were not sent yet. The limit is more than ever waits for a compositor that reads.
final class Outgoing implements AutoCloseable {
    private static final int SIZE = 1 << 16;

    /// The most descriptors that compositors receive at a time (libwayland's `MAX_FDS_OUT`).
    private static final int MAX_FDS = 28;

    private final MemorySegment bytes = Arena.ofAuto().allocate(SIZE, Integer.BYTES);
    private final List<Fd> fds = new ArrayList<>();
    private int start;
    private int end;

    /// Whether a message fits.
    boolean hasRoom(int length, int descriptors) {
        return length <= SIZE - (end - start) && descriptors <= MAX_FDS - fds.size();
    }

    /// Adds a message that fits. The descriptors are duplicated, as they are sent later.
    void add(MemorySegment message, int length, List<Fd> descriptors) {
        if (length > SIZE - end) {
            MemorySegment.copy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        MemorySegment.copy(message, 0, bytes, end, length);
        end += length;
        for (Fd fd : descriptors) {
            fds.add(fd.dup());
        }
    }

    /// Sends as much as the socket takes now. Descriptors are sent with the first byte, so never
    /// later than their message.
    ///
    /// @return whether everything is sent
    boolean send(UnixSocket socket) {
        while (start < end) {
            long sent = socket.send(bytes.asSlice(start, end - start), fds);
            if (sent == 0) {
                return false;
            }
            close();
            start += (int) sent;
        }
        start = 0;
        end = 0;
        return true;
    }

    @Override
    public void close() {
        fds.forEach(Fd::close);
        fds.clear();
    }
}
