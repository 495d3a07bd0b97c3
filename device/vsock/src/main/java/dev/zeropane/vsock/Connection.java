// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import static dev.zeropane.vsock.ConnectionState.*;
import static dev.zeropane.vsock.protocol.Vsock.*;

import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import dev.zeropane.vsock.protocol.VsockHeader;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;

/// A connection of a program in the guest with one on the host. Device thread only.
///
/// What goes to the guest is read from the host's socket when there is a buffer of the guest's for
/// it, and credit: nothing is kept. What goes to the host is kept up to [Credit#BUF_ALLOC] bytes if
/// the program there does not read it. What has to be said to the guest is kept as flags, so that
/// it does not pile up either.
final class Connection {
    private final ConnectionOwner owner;
    private final Ports ports;
    private final Credit credit = new Credit();
    private final Unsent unsent = new Unsent();
    private final Outbox outbox;
    private final SocketWatch watch;
    private ConnectionState state;
    private Optional<UnixSocket> socket = Optional.empty();

    /// What the guest has said that it does no more.
    private boolean guestSends = true;

    private boolean guestReceives = true;

    /// What the program on the host does no more.
    private boolean hostSends = true;

    private boolean hostReceives = true;

    /// What there is to read from the host has not been read to its end.
    private boolean dataWaiting;

    private Connection(ConnectionOwner owner, Ports ports, ConnectionState state) {
        this.owner = owner;
        this.ports = ports;
        this.state = state;
        this.outbox = new Outbox(owner.guestCid(), ports, credit);
        this.watch = new SocketWatch(owner.loop(), this::readable, this::writable);
    }

    /// The guest asks for it.
    static Connection fromGuest(ConnectionOwner owner, VsockHeader request) {
        Connection made =
                new Connection(
                        owner,
                        new Ports(request.sourcePort(), request.destinationPort()),
                        CONNECTING);
        boolean _ = made.credit.update(request.bufAlloc(), request.fwdCnt());
        return made;
    }

    /// A program on the host asks for it, which hears of it when the guest has accepted.
    static Connection fromHost(ConnectionOwner owner, Ports ports, UnixSocket socket) {
        Connection made = new Connection(owner, ports, REQUESTED);
        made.socket = Optional.of(socket);
        made.outbox.request();
        return made;
    }

    Ports ports() {
        return ports;
    }

    ConnectionState state() {
        return state;
    }

    /// The host's end is there.
    void connected(UnixSocket opened) {
        socket = Optional.of(opened);
        state = OPEN;
        outbox.response();
        owner.wantsTurn(this);
        updateWatch();
    }

    /// Ends it for both sides.
    void reset() {
        if (state == OVER) {
            return;
        }
        state = RESETTING;
        dataWaiting = false;
        dropUnsent();
        closeSocket();
        owner.wantsTurn(this);
    }

    /// The guest sent a packet of this connection.
    ///
    /// @param data as long as the header says
    /// @return what is wrong with it, after which the connection is reset
    Optional<String> take(VsockHeader header, MemorySegment data) {
        if (header.op() == VIRTIO_VSOCK_OP_RST) {
            over();
        }
        if (state == RESETTING || state == OVER) {
            // It is a reset, or crossed ours.
            return Optional.empty();
        }
        if (header.type() != VIRTIO_VSOCK_TYPE_STREAM) {
            return Optional.of("a packet of type " + header.type());
        }
        if (!credit.update(header.bufAlloc(), header.fwdCnt())) {
            return Optional.of("it counts bytes that it was not sent");
        }
        Optional<String> fault =
                switch (header.op()) {
                    case VIRTIO_VSOCK_OP_RESPONSE -> accepted();
                    case VIRTIO_VSOCK_OP_RW -> received(header, data);
                    case VIRTIO_VSOCK_OP_SHUTDOWN -> shutdown(header.flags());
                    case VIRTIO_VSOCK_OP_CREDIT_UPDATE -> Optional.empty();
                    case VIRTIO_VSOCK_OP_CREDIT_REQUEST -> {
                        outbox.creditUpdate();
                        yield Optional.empty();
                    }
                    case VIRTIO_VSOCK_OP_REQUEST -> Optional.of("it is asked for again");
                    default -> Optional.of("operation " + header.op() + " is unknown");
                };
        if (fault.isEmpty()) {
            askForTurn();
            updateWatch();
        }
        return fault;
    }

    private Optional<String> accepted() {
        if (state != REQUESTED || outbox.isRequestDue()) {
            return Optional.of("it accepts what it was not asked for");
        }
        state = OPEN;
        if (!HostSide.accept(socket.orElseThrow(), ports.host())) {
            hostGone();
        }
        return Optional.empty();
    }

    private Optional<String> received(VsockHeader header, MemorySegment data) {
        if (state != OPEN || !guestSends) {
            return Optional.of("data that it had announced no more, or not yet");
        }
        if (!credit.receive(header.length())) {
            return Optional.of("it sent more than it had credit for");
        }
        if (data.byteSize() == 0) {
            return Optional.empty();
        }
        if (!hostReceives) {
            credit.passOn(data.byteSize());
            return Optional.empty();
        }
        try {
            credit.passOn(unsent.sendOrKeep(socket.orElseThrow(), data));
        } catch (LinuxException e) {
            credit.passOn(data.byteSize());
            hostStoppedReceiving();
        }
        return Optional.empty();
    }

    private Optional<String> shutdown(int flags) {
        if (state != OPEN) {
            return Optional.of("it ends before it began");
        }
        if ((flags & VIRTIO_VSOCK_SHUTDOWN_F_RECEIVE) != 0 && guestReceives) {
            guestReceives = false;
            dataWaiting = false;
            attempt(UnixSocket::endReceiving);
        }
        if ((flags & VIRTIO_VSOCK_SHUTDOWN_F_SEND) != 0 && guestSends) {
            guestSends = false;
            endSendingIfDone();
        }
        if (!guestReceives && !guestSends) {
            // Nothing comes from the guest any more, so its end may go; the host still reads.
            state = RESETTING;
        }
        return Optional.empty();
    }

    private void endSendingIfDone() {
        if (!guestSends && unsent.isEmpty()) {
            attempt(UnixSocket::endSending);
            if (!hostSends || !guestReceives) {
                closeSocket();
            }
        }
    }

    private void attempt(Consumer<UnixSocket> call) {
        try {
            socket.ifPresent(call);
        } catch (LinuxException e) {
            // The host's end is gone, which is noticed where it is read from.
        }
    }

    /// The next packet without data for the guest; after a reset, the guest knows of the connection
    /// no more.
    Optional<VsockHeader> nextControl() {
        if (state == RESETTING) {
            VsockHeader last = outbox.reset();
            over();
            return Optional.of(last);
        }
        return state == OVER ? Optional.empty() : outbox.next();
    }

    /// The header for data that is sent now.
    VsockHeader data(long length) {
        VsockHeader header = outbox.data(length);
        if (dataWaiting) {
            outbox.askForCredit();
        }
        return header;
    }

    /// Whether there is something for the guest that it has room for.
    boolean wantsTurn() {
        return state == RESETTING
                || !outbox.isEmpty()
                || (state == OPEN && credit.owesUpdate())
                || (dataWaiting && credit.available() > 0);
    }

    private void askForTurn() {
        if (wantsTurn()) {
            owner.wantsTurn(this);
        }
    }

    /// Reads from the host what the guest takes.
    ///
    /// @param buffer how much the guest has buffers for
    /// @return bytes read; the guest has to get them
    long read(MemorySegment buffer) {
        if (!dataWaiting) {
            return 0;
        }
        long wanted = Math.min(buffer.byteSize(), credit.available());
        if (wanted == 0) {
            outbox.askForCredit();
            return 0;
        }
        try {
            UnixSocket from = socket.orElseThrow();
            switch (from.receive(buffer.asSlice(0, wanted))) {
                case NOTHING -> dataWaiting = false;
                case END -> hostStoppedSending();
                case DATA -> {
                    // Less than asked for is all there was.
                    dataWaiting = from.received() == wanted;
                    return from.received();
                }
            }
        } catch (LinuxException e) {
            hostGone();
        }
        return 0;
    }

    private void hostStoppedSending() {
        dataWaiting = false;
        hostSends = false;
        tellOfHost();
        if (!hostReceives || (!guestSends && unsent.isEmpty())) {
            closeSocket();
        }
    }

    private void hostStoppedReceiving() {
        hostReceives = false;
        tellOfHost();
        dropUnsent();
        if (!hostSends || state == OVER) {
            closeSocket();
        }
    }

    private void hostGone() {
        dataWaiting = false;
        hostSends = false;
        hostStoppedReceiving();
    }

    /// Has the guest told of what the host does no more.
    private void tellOfHost() {
        if (state == OPEN) {
            outbox.shutdown(
                    (hostReceives ? 0 : VIRTIO_VSOCK_SHUTDOWN_F_RECEIVE)
                            | (hostSends ? 0 : VIRTIO_VSOCK_SHUTDOWN_F_SEND));
        }
    }

    private void dropUnsent() {
        credit.passOn(unsent.size());
        unsent.clear();
    }

    /// Watches the host's socket for what can be gone on with.
    void updateWatch() {
        if (socket.isEmpty()) {
            return;
        }
        boolean reads =
                state == OPEN
                        && !outbox.isResponseDue()
                        && !dataWaiting
                        && guestReceives
                        && hostSends;
        boolean writes = !unsent.isEmpty();
        // Without either, only to learn that the host's program is gone.
        boolean ending = state == OPEN && !dataWaiting && !(guestReceives && hostSends);
        if (reads || writes || ending) {
            watch.want(socket.get(), reads, writes);
        } else {
            watch.end(socket.get());
        }
    }

    /// There is something to read from the host, or its program is gone.
    private void readable() {
        if (watch.isForReads() && !dataWaiting) {
            dataWaiting = true;
            outbox.askForCredit();
            askForTurn();
            // Still watched, as its turn comes soon; if not, this is called again.
            return;
        }
        if (watch.isForReads()) {
            updateWatch();
            return;
        }
        if (dataWaiting) {
            // The program is gone, and the guest still gets what it left.
            hostStoppedReceiving();
        } else {
            hostGone();
        }
        askForTurn();
        updateWatch();
        releaseIfDone();
    }

    private void writable() {
        try {
            credit.passOn(unsent.sendTo(socket.orElseThrow()));
            endSendingIfDone();
        } catch (LinuxException e) {
            hostStoppedReceiving();
        }
        askForTurn();
        updateWatch();
        releaseIfDone();
    }

    /// The guest knows of the connection no more.
    private void over() {
        state = OVER;
        dataWaiting = false;
        outbox.clear();
        owner.forgotten(this);
        if (guestSends || guestReceives) {
            unsent.clear();
        }
        updateWatch();
        releaseIfDone();
    }

    private void releaseIfDone() {
        if (state == OVER && (unsent.isEmpty() || socket.isEmpty())) {
            release();
        }
    }

    /// Ends it without a word to the guest.
    void release() {
        state = OVER;
        dataWaiting = false;
        unsent.clear();
        closeSocket();
        owner.released(this);
    }

    private void closeSocket() {
        socket.ifPresent(watch::end);
        socket.ifPresent(UnixSocket::close);
        socket = Optional.empty();
    }
}
