// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.linux.serve.PeerFaultException;
import dev.zeropane.vfiouser.protocol.Header;
import dev.zeropane.vfiouser.protocol.RegionAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Receives messages from the socket, in as many parts as they arrive, and sends replies. Never
/// blocks.
final class Connection implements AutoCloseable {
    private final UnixSocket socket;
    private final Outbox outbox;
    private final Message message = new Message();
    private final MemorySegment out = Arena.ofAuto().allocate(Message.MAX_SIZE, Long.BYTES);
    private final MemorySegment outPayload = out.asSlice(Header.SIZE);
    private final Slices outData =
            new Slices(outPayload.asSlice(RegionAccess.SIZE, Message.MAX_DATA));
    private long received;
    private boolean ended;

    Connection(UnixSocket socket, EventLoop loop) {
        this.socket = socket;
        this.outbox = new Outbox(socket, loop);
    }

    Fd fd() {
        return socket.fd();
    }

    /// Whether the client closed its end.
    boolean hasEnded() {
        return ended;
    }

    /// Receives the next message into [#message].
    ///
    /// @return whether all of it has arrived
    boolean poll() {
        while (true) {
            // Never read beyond this message: descriptors belong to the read they came with.
            UnixSocket.Received outcome = socket.receive(message.missing(received));
            message.descriptors(socket.dropped());
            switch (outcome) {
                case DATA -> {
                    if (advance(received + socket.received())) {
                        return true;
                    }
                }
                case NOTHING -> {
                    return false;
                }
                case END -> {
                    ended = true;
                    if (received > 0) {
                        throw new PeerFaultException("the connection ended within a message");
                    }
                    return false;
                }
            }
        }
    }

    /// @return whether the message is complete
    private boolean advance(long now) {
        if (received < Header.SIZE && now >= Header.SIZE) {
            message.checkHeader();
        }
        boolean complete = now >= Header.SIZE && now == message.size();
        received = complete ? 0 : now;
        return complete;
    }

    /// The message that [#poll] received, valid until the next call of [#poll].
    Message message() {
        return message;
    }

    /// The buffer for a reply's payload.
    MemorySegment replyPayload() {
        return outPayload;
    }

    /// The buffer for the data of a reply to REGION_READ.
    MemorySegment replyData(int length) {
        return outData.first(length);
    }

    /// Sends a reply to the message, unless the client wants none.
    ///
    /// @param fds stay owned by the caller
    void reply(int payloadSize, List<Fd> fds) {
        send(payloadSize, Message.TYPE_REPLY, 0, fds);
    }

    /// Replies that the message's command failed.
    void replyError(int errno) {
        send(0, Message.TYPE_REPLY | Message.ERROR, errno, List.of());
    }

    private void send(int payloadSize, int flags, int errno, List<Fd> fds) {
        if (!message.wantsReply()) {
            return;
        }
        int size = Header.SIZE + payloadSize;
        new Header(message.id(), message.command(), size, flags, errno).write(out);
        outbox.send(out.asSlice(0, size), fds);
    }

    /// The socket can be written to again.
    void flush() {
        outbox.flush();
    }

    @Override
    public void close() {
        socket.close();
    }
}
