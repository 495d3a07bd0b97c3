// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.serve.PeerFaultException;
import dev.zeropane.vhostuser.protocol.Header;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Receives messages from the socket, in as many parts as they arrive, and sends replies. Never
/// blocks.
final class Connection implements AutoCloseable {
    /// More than any message of the protocol needs.
    private static final int MAX_PAYLOAD = 4096;

    /// SET_MEM_TABLE has the most descriptors.
    private static final int MAX_FDS = 8;

    private final UnixSocket socket;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment in = arena.allocate(Header.SIZE + MAX_PAYLOAD, Long.BYTES);
    private final MemorySegment out = arena.allocate(Header.SIZE + MAX_PAYLOAD, Long.BYTES);
    private final List<Fd> fds = new ArrayList<>();
    private long received;
    private boolean ended;

    Connection(UnixSocket socket) {
        this.socket = socket;
    }

    Fd fd() {
        return socket.fd();
    }

    /// Whether the front-end closed its end.
    boolean hasEnded() {
        return ended;
    }

    /// The next message; empty if it has not arrived completely. It is valid until the next call.
    Optional<Message> poll() {
        while (true) {
            long want = Header.SIZE;
            Header header = Header.read(in);
            if (received >= Header.SIZE) {
                want += payloadSize(header);
            }
            if (received >= Header.SIZE && received == want) {
                received = 0;
                return Optional.of(
                        new Message(
                                header.request(),
                                header.flags(),
                                in.asSlice(Header.SIZE, want - Header.SIZE),
                                fds));
            }
            // Never read beyond this message: descriptors belong to the read they came with.
            switch (socket.receive(in.asSlice(received, want - received), fds)) {
                case DATA -> {
                    received += socket.received();
                    if (fds.size() > MAX_FDS) {
                        throw new PeerFaultException(
                                "a message came with " + fds.size() + " descriptors");
                    }
                }
                case NOTHING -> {
                    return Optional.empty();
                }
                case END -> {
                    ended = true;
                    if (received > 0) {
                        throw new PeerFaultException("the connection ended within a message");
                    }
                    return Optional.empty();
                }
            }
        }
    }

    private static long payloadSize(Header header) {
        int flags = header.flags();
        if ((flags & Message.VERSION_MASK) != Message.VERSION_1 || (flags & Message.REPLY) != 0) {
            throw new PeerFaultException(
                    "a message header has flags 0x%x: not a vhost-user request".formatted(flags));
        }
        if (header.size() > MAX_PAYLOAD) {
            throw new PeerFaultException(
                    "message %d announces %d bytes of payload"
                            .formatted(header.request(), header.size()));
        }
        return header.size();
    }

    /// Closes the descriptors of the last message that its handler did not take.
    void releaseFds() {
        fds.forEach(Fd::discard);
        fds.clear();
    }

    void reply(int request, long value) {
        out.set(ValueLayout.JAVA_LONG_UNALIGNED, Header.SIZE, value);
        send(request, Long.BYTES);
    }

    /// Sends a reply whose payload was put into [#replyPayload].
    void send(int request, long payloadSize) {
        new Header(request, Message.VERSION_1 | Message.REPLY, payloadSize).write(out);
        long size = Header.SIZE + payloadSize;
        if (socket.send(out.asSlice(0, size), List.of()) != size) {
            // Replies are small, one for each message: the socket is full only if the front-end
            // does not read.
            throw new PeerFaultException("the front-end does not read its replies");
        }
    }

    MemorySegment replyPayload(long size) {
        return out.asSlice(Header.SIZE, size);
    }

    @Override
    public void close() {
        releaseFds();
        socket.close();
    }
}
