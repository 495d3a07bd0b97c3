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

/// Puts messages together from what the socket has now, and sends replies; never waits.
final class Connection implements AutoCloseable {
    private final UnixSocket socket;
    private final Outbox outbox;
    private final Message message = new Message();
    private final MemorySegment out = Arena.ofAuto().allocate(Message.MAX_SIZE, Long.BYTES);
    private final MemorySegment outPayload = out.asSlice(Header.SIZE);
    private final Slices outData =
            new Slices(outPayload.asSlice(RegionAccess.SIZE, Message.MAX_DATA));
    private long have;
    private boolean ended;

    Connection(UnixSocket socket, EventLoop loop) {
        this.socket = socket;
        this.outbox = new Outbox(socket, loop);
    }

    Fd fd() {
        return socket.fd();
    }

    /// Whether the client closed its end.
    boolean ended() {
        return ended;
    }

    /// Receives the next message into [#message].
    ///
    /// @return whether all of it has arrived
    boolean poll() {
        while (true) {
            // Not a byte past this message: descriptors come with the read of some of its bytes.
            UnixSocket.Received received = socket.receive(message.missing(have));
            message.descriptors(socket.dropped());
            switch (received) {
                case DATA -> {
                    if (advance(have + socket.received())) {
                        return true;
                    }
                }
                case NOTHING -> {
                    return false;
                }
                case END -> {
                    ended = true;
                    if (have > 0) {
                        throw new PeerFaultException("the connection ended within a message");
                    }
                    return false;
                }
            }
        }
    }

    /// @return whether the message is complete
    private boolean advance(long now) {
        if (have < Header.SIZE && now >= Header.SIZE) {
            message.checkHeader();
        }
        boolean complete = now >= Header.SIZE && now == message.size();
        have = complete ? 0 : now;
        return complete;
    }

    /// The message that [#poll] received, valid until the next call of it.
    Message message() {
        return message;
    }

    /// Where a reply's payload is put.
    MemorySegment replyPayload() {
        return outPayload;
    }

    /// Where the data of a REGION_READ's reply is put.
    MemorySegment replyData(int length) {
        return outData.first(length);
    }

    /// Answers the message, if an answer is wanted.
    ///
    /// @param fds stay owned by the caller
    void reply(int payloadSize, List<Fd> fds) {
        send(payloadSize, Message.TYPE_REPLY, 0, fds);
    }

    /// Says that the message's command failed.
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
