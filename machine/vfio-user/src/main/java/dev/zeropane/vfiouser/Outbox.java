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

/// Sends messages without blocking. Queues messages that the socket has no room for, up to a limit:
/// QEMU sends commands in bursts and reads the replies on a thread that may be late.
///
/// Sends each message with a call of its own, because QEMU treats a partial header as a broken
/// connection.
final class Outbox {
    /// The limit. The socket itself holds a few hundred small messages.
    private static final int MAX_QUEUED = 256;

    private final UnixSocket socket;
    private final EventLoop loop;
    private final Deque<Queued> queued = new ArrayDeque<>();

    private record Queued(MemorySegment bytes, List<Fd> fds) {}

    /// @param loop watches the socket and calls [#flush] when it can be written to
    Outbox(UnixSocket socket, EventLoop loop) {
        this.socket = socket;
        this.loop = loop;
    }

    /// @param message copied if it is queued
    /// @param fds owned by the caller, who keeps them open as long as the connection
    /// @throws PeerFaultException if the client leaves too much unread
    void send(MemorySegment message, List<Fd> fds) {
        if (!queued.isEmpty()) {
            enqueue(message, fds);
            return;
        }
        long sent = socket.send(message, fds);
        if (sent < message.byteSize()) {
            enqueue(message.asSlice(sent), sent == 0 ? fds : List.of());
            loop.wantWrites(socket.fd(), true);
        }
    }

    private void enqueue(MemorySegment rest, List<Fd> fds) {
        if (queued.size() == MAX_QUEUED) {
            throw new PeerFaultException("the client does not read its replies");
        }
        MemorySegment copy = Arena.ofAuto().allocate(rest.byteSize()).copyFrom(rest);
        queued.add(new Queued(copy, fds));
    }

    /// The socket can be written to again.
    void flush() {
        while (!queued.isEmpty()) {
            Queued next = queued.remove();
            long sent = socket.send(next.bytes, next.fds);
            if (sent < next.bytes.byteSize()) {
                queued.addFirst(
                        new Queued(next.bytes.asSlice(sent), sent == 0 ? next.fds : List.of()));
                return;
            }
        }
        loop.wantWrites(socket.fd(), false);
    }
}
