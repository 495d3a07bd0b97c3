// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.serve.PeerFaultException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Sends messages without waiting. What the socket has no room for is kept, up to a limit: QEMU
/// sends commands in bursts and reads the replies on a thread that may be late.
///
/// Each message is sent by a call of its own, as QEMU takes half a header for a broken connection.
final class Outbox {
    /// A few hundred small ones are in the socket already.
    private static final int MAX_WAITING = 256;

    private final UnixSocket socket;
    private final EventLoop loop;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(MemorySegment bytes, List<Fd> fds) {}

    /// @param loop watches the socket and calls [#flush] when it can be written to
    Outbox(UnixSocket socket, EventLoop loop) {
        this.socket = socket;
        this.loop = loop;
    }

    /// @param message is copied if it must be kept
    /// @param fds stay owned by the caller and open while the connection is
    /// @throws PeerFaultException if the client leaves too much unread
    void send(MemorySegment message, List<Fd> fds) {
        if (!waiting.isEmpty()) {
            keep(message, fds);
            return;
        }
        long sent = socket.send(message, fds);
        if (sent < message.byteSize()) {
            keep(message.asSlice(sent), sent == 0 ? fds : List.of());
            loop.wantWrites(socket.fd(), true);
        }
    }

    private void keep(MemorySegment rest, List<Fd> fds) {
        if (waiting.size() == MAX_WAITING) {
            throw new PeerFaultException("the client does not read its replies");
        }
        MemorySegment copy = Arena.ofAuto().allocate(rest.byteSize()).copyFrom(rest);
        waiting.add(new Waiting(copy, fds));
    }

    /// The socket can be written to again.
    void flush() {
        while (!waiting.isEmpty()) {
            Waiting next = waiting.remove();
            long sent = socket.send(next.bytes, next.fds);
            if (sent < next.bytes.byteSize()) {
                waiting.addFirst(
                        new Waiting(next.bytes.asSlice(sent), sent == 0 ? next.fds : List.of()));
                return;
            }
        }
        loop.wantWrites(socket.fd(), false);
    }
}
