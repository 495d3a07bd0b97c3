// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.vmm;

import static dev.zeropane.display.vmm.VhostUserGpu.*;

import dev.zeropane.display.Mode;
import dev.zeropane.display.vmm.protocol.DisplayInfo;
import dev.zeropane.display.vmm.protocol.Features;
import dev.zeropane.display.vmm.protocol.Header;
import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One display socket of a VMM: sends while there is room, and receives the answers to requests.
/// QEMU makes a new socket at each start of the device.
final class GpuSocket implements AutoCloseable {
    /// The limit for one turn, so that the guest's requests get theirs: about a millisecond's
    /// worth.
    private static final long BYTES_PER_TURN = 4 << 20;

    /// Size of the socket's send buffer: with the usual 200 KiB, each megabyte costs four more
    /// wake-ups of both sides, which cost more than the pixels.
    private static final int SEND_BUFFER_SIZE = 1 << 20;

    /// How long to wait for a VMM that has not received a picture, at first and at most.
    private static final Duration MIN_PAUSE = Duration.ofMillis(1);

    private static final Duration MAX_PAUSE = Duration.ofMillis(20);

    /// Far more than the answers that are due; the limit is for a VMM that sends without end.
    private static final int RECEIVES_PER_TURN = 16;

    /// A size that no message has.
    private static final long NO_ANSWER = -1;

    /// The owner of the socket.
    interface Events {
        /// Whether there is a message to send.
        boolean hasNext();

        /// Writes the next message; there is one.
        void next(Outgoing out);

        /// The VMM answered GET_PROTOCOL_FEATURES.
        void protocolFeatures(long bits);

        /// The VMM answered the last DMABUF_UPDATE: it has shown the update.
        void shown();

        /// The VMM answered GET_DISPLAY_INFO.
        void displayInfo(List<Optional<Mode>> modes);

        /// The VMM closed the socket, or the socket failed for the given reason.
        void ended(Optional<String> reason);
    }

    private final EventLoop loop;
    private final UnixSocket socket;
    private final Events events;
    private final Outgoing out = new Outgoing();
    private final MemorySegment in = Arena.ofAuto().allocate(Header.SIZE + DisplayInfo.SIZE, 8);
    private final MemorySegment answer = in.asSlice(Header.SIZE);
    private long have;

    /// Bytes after the header of the answer that is being received.
    private long payload;

    private boolean waitsForRoom;
    private boolean scheduled;
    private boolean closed;

    /// Whether the VMM may not have received the last picture yet.
    private boolean pictureSent;

    /// Whether a DMABUF_UPDATE has not been answered. Until then QEMU does not read, and nothing is
    /// sent: a message would wait in the socket with its descriptor.
    private boolean showing;

    private Duration nextPause = MIN_PAUSE;
    private Optional<EventLoop.Timer> pause = Optional.empty();

    GpuSocket(EventLoop loop, UnixSocket socket, Events events) {
        this.loop = loop;
        this.socket = socket;
        this.events = events;
        socket.setSendBuffer(SEND_BUFFER_SIZE);
        loop.watch(socket.fd(), this::readable, this::send);
    }

    /// Sends later, after the loop's current work, so that several changes become one message.
    void schedule() {
        if (!scheduled && !waitsForRoom && pause.isEmpty()) {
            scheduled = true;
            loop.post(() -> {
                scheduled = false;
                send();
            });
        }
    }

    /// Whether the VMM has received all messages that were written.
    boolean isAllReceived() {
        return out.isDone() && socket.isAllReceived();
    }

    private void send() {
        if (closed) {
            return;
        }
        try {
            for (long left = BYTES_PER_TURN; left > 0; ) {
                if (out.isDone() && !next()) {
                    waitForRoom(false);
                    return;
                }
                long sent = out.send(socket);
                if (sent == 0) {
                    waitForRoom(true);
                    return;
                }
                left -= sent;
            }
            // The rest follows in the next turn, even if the socket is full by then.
            waitForRoom(true);
        } catch (LinuxException e) {
            failed(e);
        }
    }

    /// Writes the next message, if there is one and the VMM has received the last picture: even
    /// with room in the socket, a picture does not queue behind older ones.
    private boolean next() {
        if (showing || !events.hasNext()) {
            return false;
        }
        if (pictureSent && !socket.isAllReceived()) {
            // No event tells when it is received: the socket is writable all the time.
            pause =
                    Optional.of(
                            loop.after(
                                    nextPause,
                                    () -> {
                                        pause = Optional.empty();
                                        send();
                                    }));
            Duration longer = nextPause.multipliedBy(2);
            nextPause = longer.compareTo(MAX_PAUSE) < 0 ? longer : MAX_PAUSE;
            return false;
        }
        nextPause = MIN_PAUSE;
        events.next(out);
        pictureSent = out.kind() == Outgoing.Kind.PICTURE;
        showing = out.kind() == Outgoing.Kind.SHOWING;
        return true;
    }

    private void failed(LinuxException e) {
        boolean gone = e instanceof LinuxException.Disconnected;
        events.ended(gone ? Optional.empty() : Optional.of(e.getMessage()));
    }

    private void waitForRoom(boolean wait) {
        if (wait != waitsForRoom) {
            waitsForRoom = wait;
            loop.wantWrites(socket.fd(), wait);
        }
    }

    private void readable() {
        try {
            for (int i = 0; i < RECEIVES_PER_TURN && !closed && receive(); i++) {}
        } catch (LinuxException e) {
            failed(e);
        }
    }

    /// @return whether more may be waiting
    private boolean receive() {
        long want = have < Header.SIZE ? Header.SIZE : Header.SIZE + payload;
        // No answer we ask for brings descriptors.
        switch (socket.receive(in.asSlice(have, want - have))) {
            case NOTHING -> {
                return false;
            }
            case END -> {
                events.ended(Optional.empty());
                return false;
            }
            case DATA -> have += socket.received();
        }
        if (have < Header.SIZE) {
            return true;
        }
        Header header = Header.read(in);
        if (have == Header.SIZE && !isAnswer(header)) {
            events.ended(
                    Optional.of(
                            "message %d of %d bytes is no answer to anything asked"
                                    .formatted(
                                            Integer.toUnsignedLong(header.request()),
                                            header.size())));
            return false;
        }
        payload = header.size();
        if (have == Header.SIZE + payload) {
            have = 0;
            answered(header.request());
        }
        return true;
    }

    /// Whether a message with this header is an answer, of the size it has to have.
    private boolean isAnswer(Header header) {
        long size =
                switch (header.request()) {
                    case VHOST_USER_GPU_GET_PROTOCOL_FEATURES -> Features.SIZE;
                    case VHOST_USER_GPU_GET_DISPLAY_INFO -> DisplayInfo.SIZE;
                    case VHOST_USER_GPU_DMABUF_UPDATE -> showing ? 0 : NO_ANSWER;
                    default -> NO_ANSWER;
                };
        return (header.flags() & VHOST_USER_GPU_MSG_FLAG_REPLY) != 0 && header.size() == size;
    }

    private void answered(int request) {
        switch (request) {
            case VHOST_USER_GPU_GET_PROTOCOL_FEATURES ->
                    events.protocolFeatures(Features.read(answer).bits());
            case VHOST_USER_GPU_GET_DISPLAY_INFO -> events.displayInfo(DisplayInfo.read(answer));
            default -> {
                showing = false;
                events.shown();
                schedule();
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pause.ifPresent(EventLoop.Timer::cancel);
            out.close();
            loop.unwatch(socket.fd());
            socket.close();
        }
    }
}
