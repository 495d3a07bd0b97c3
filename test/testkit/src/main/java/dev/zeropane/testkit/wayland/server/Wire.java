// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.server;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// One connection as messages and descriptors. Shares no code with the client's side.
///
/// ```
/// message: u32 object | u16 opcode | u16 length, header included | arguments     native byte order
/// ```
public final class Wire implements AutoCloseable {
    public static final int HEADER = 8;

    /// What libwayland's buffers hold: longer requests end a connection.
    private static final int MAX_REQUEST = 4096;

    private static final int SIZE = 1 << 16;

    private final UnixSocket socket;
    private final MemorySegment incoming = Arena.ofAuto().allocate(SIZE, Integer.BYTES);
    private final ByteBuffer in = incoming.asByteBuffer().order(ByteOrder.nativeOrder());
    private final MemorySegment outgoing = Arena.ofAuto().allocate(SIZE, Integer.BYTES);
    private final Queue<Fd> fds = new ArrayDeque<>();
    private final Deque<Packet> packets = new ArrayDeque<>();

    /// A piece to be sent, with the descriptors that go with its first byte and are closed then.
    private record Packet(ByteBuffer bytes, List<Fd> fds) {}

    Wire(UnixSocket socket) {
        this.socket = socket;
        in.limit(0);
    }

    public UnixSocket socket() {
        return socket;
    }

    /// Descriptors that came and belong to requests not read yet.
    Queue<Fd> fds() {
        return fds;
    }

    /// Receives once, and returns the descriptors that came.
    ///
    /// @throws EndException if the client closed its end
    List<Fd> receive() {
        in.compact();
        List<Fd> arrived = new ArrayList<>();
        UnixSocket.Received received =
                socket.receive(incoming.asSlice(in.position(), in.remaining()), arrived);
        if (received == UnixSocket.Received.DATA) {
            in.position(in.position() + (int) socket.received());
        }
        in.flip();
        fds.addAll(arrived);
        if (received == UnixSocket.Received.END) {
            throw new EndException();
        }
        return arrived;
    }

    /// The client closed its end.
    static final class EndException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// The next request that came whole, header included; valid until the next call.
    Optional<ByteBuffer> next() {
        if (in.remaining() < HEADER) {
            return Optional.empty();
        }
        int length = in.getInt(in.position() + 4) >>> 16;
        if (length < HEADER || length > MAX_REQUEST || length % 4 != 0) {
            throw ProtocolError.ofDisplay(
                    ProtocolError.IMPLEMENTATION, "a request of " + length + " bytes");
        }
        if (in.remaining() < length) {
            return Optional.empty();
        }
        ByteBuffer request = in.slice(in.position(), length).order(ByteOrder.nativeOrder());
        in.position(in.position() + length);
        return Optional.of(request);
    }

    /// Queues bytes; [#flush] sends them.
    ///
    /// @param descriptors closed when they were sent
    public void send(ByteBuffer bytes, List<Fd> descriptors) {
        packets.add(new Packet(bytes, descriptors));
    }

    /// Sends what the socket takes now.
    ///
    /// @return whether all is sent
    boolean flush() {
        while (!packets.isEmpty()) {
            int length = gather();
            long sent = socket.send(outgoing.asSlice(0, length), packets.element().fds);
            if (sent == 0) {
                return false;
            }
            forget(sent);
        }
        return true;
    }

    /// Copies what goes at once: a socket takes few pieces, however small they are. Descriptors go
    /// with the first byte.
    private int gather() {
        int length = 0;
        for (Packet packet : packets) {
            int part = Math.min(packet.bytes.remaining(), SIZE - length);
            if (part == 0 || (length > 0 && !packet.fds.isEmpty())) {
                break;
            }
            ByteBuffer piece = packet.bytes.slice(packet.bytes.position(), part);
            outgoing.asSlice(length, part).copyFrom(MemorySegment.ofBuffer(piece));
            length += part;
        }
        return length;
    }

    private void forget(long sent) {
        packets.element().fds.forEach(Fd::close);
        for (long left = sent; left > 0; ) {
            ByteBuffer bytes = packets.remove().bytes;
            int part = (int) Math.min(left, bytes.remaining());
            bytes.position(bytes.position() + part);
            if (bytes.hasRemaining()) {
                packets.addFirst(new Packet(bytes, List.of()));
            }
            left -= part;
        }
    }

    @Override
    public void close() {
        fds.forEach(Fd::close);
        fds.clear();
        packets.forEach(packet -> packet.fds.forEach(Fd::close));
        packets.clear();
        socket.close();
    }
}
