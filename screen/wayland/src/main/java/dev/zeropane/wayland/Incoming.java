// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// Received bytes and descriptors that were not handled yet.
final class Incoming implements AutoCloseable {
    /// The largest message: its length has 16 bits.
    private static final int SIZE = 1 << 16;

    /// More than any message has; libwayland sends at most so many at a time.
    private static final int MAX_FDS_LEFT = 28;

    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT;

    private final MemorySegment bytes = Arena.ofAuto().allocate(SIZE, Integer.BYTES);
    private final Body body = new Body(bytes);
    private final Queue<Fd> fds = new ArrayDeque<>();
    private final List<Fd> arrived = new ArrayList<>();
    private final Receiver receiver;
    private int start;
    private int end;

    /// Handles events.
    interface Receiver {
        /// @param fds received descriptors; the receiver takes out those of this event
        void event(int object, int opcode, Body body, Queue<Fd> fds);
    }

    Incoming(Receiver receiver) {
        this.receiver = receiver;
    }

    /// Receives once and passes on every complete message.
    ///
    /// @throws WaylandException if the bytes break the protocol
    UnixSocket.Received receive(UnixSocket socket) {
        // This makes room, as the remaining bytes are less than a message.
        MemorySegment.copy(bytes, start, bytes, 0, end - start);
        end -= start;
        start = 0;
        UnixSocket.Received received = socket.receive(bytes.asSlice(end, SIZE - end), arrived);
        fds.addAll(arrived);
        arrived.clear();
        if (received == UnixSocket.Received.DATA) {
            end += (int) socket.received();
            handOn();
        }
        return received;
    }

    private void handOn() {
        while (end - start >= RequestWriter.HEADER) {
            int word = bytes.get(U32, start + Integer.BYTES);
            int length = word >>> 16;
            if (length < RequestWriter.HEADER || length % Integer.BYTES != 0) {
                throw new WaylandException(
                        "the compositor sent a message of %d bytes".formatted(length));
            }
            if (end - start < length) {
                break;
            }
            int message = start;
            // Advance first, so that a message whose handler fails is not handled again.
            start += length;
            body.set(message + RequestWriter.HEADER, start);
            receiver.event(bytes.get(U32, message), word & 0xffff, body, fds);
        }
        if (fds.size() > MAX_FDS_LEFT) {
            throw new WaylandException(
                    "the compositor sent %d descriptors that belong to no event"
                            .formatted(fds.size()));
        }
    }

    @Override
    public void close() {
        fds.forEach(Fd::discard);
        fds.clear();
    }
}
