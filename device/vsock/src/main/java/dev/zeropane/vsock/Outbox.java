// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import static dev.zeropane.vsock.protocol.Vsock.*;

import dev.zeropane.vsock.protocol.VsockHeader;
import java.util.Optional;

/// What the guest is still to be told of a connection: once each, so nothing piles up.
final class Outbox {
    private final long guestCid;
    private final Ports ports;
    private final Credit credit;
    private boolean request;
    private boolean response;
    private boolean shutdown;
    private int shutdownFlags;
    private boolean update;
    private boolean creditRequest;

    /// Whether the guest was asked for credit since there was some.
    private boolean asked;

    Outbox(long guestCid, Ports ports, Credit credit) {
        this.guestCid = guestCid;
        this.ports = ports;
        this.credit = credit;
    }

    void request() {
        request = true;
    }

    boolean isRequestDue() {
        return request;
    }

    void response() {
        response = true;
    }

    boolean isResponseDue() {
        return response;
    }

    /// @param flags `VIRTIO_VSOCK_SHUTDOWN_F_...`, beside those said before
    void shutdown(int flags) {
        shutdown = true;
        shutdownFlags |= flags;
    }

    void creditUpdate() {
        update = true;
    }

    /// Asks for credit, if there is none and it was not asked for.
    void askForCredit() {
        if (credit.available() == 0 && !asked) {
            asked = true;
            creditRequest = true;
        }
    }

    boolean isEmpty() {
        return !request && !response && !shutdown && !creditRequest && !update;
    }

    void clear() {
        request = false;
        response = false;
        shutdown = false;
        creditRequest = false;
        update = false;
    }

    /// The next packet, all of which have no data.
    Optional<VsockHeader> next() {
        if (request) {
            request = false;
            return Optional.of(header(VIRTIO_VSOCK_OP_REQUEST, 0, 0));
        }
        if (response) {
            response = false;
            return Optional.of(header(VIRTIO_VSOCK_OP_RESPONSE, 0, 0));
        }
        if (shutdown) {
            shutdown = false;
            return Optional.of(header(VIRTIO_VSOCK_OP_SHUTDOWN, 0, shutdownFlags));
        }
        if (creditRequest) {
            creditRequest = false;
            return Optional.of(header(VIRTIO_VSOCK_OP_CREDIT_REQUEST, 0, 0));
        }
        if (update || credit.owesUpdate()) {
            return Optional.of(header(VIRTIO_VSOCK_OP_CREDIT_UPDATE, 0, 0));
        }
        return Optional.empty();
    }

    /// The last packet.
    VsockHeader reset() {
        return header(VIRTIO_VSOCK_OP_RST, 0, 0);
    }

    /// The header for data that is sent now.
    VsockHeader data(long length) {
        credit.send(length);
        asked = false;
        return header(VIRTIO_VSOCK_OP_RW, length, 0);
    }

    /// Of a packet that is sent now: it tells the guest of the credit.
    private VsockHeader header(int op, long length, int flags) {
        update = false;
        return new VsockHeader(
                HOST_CID,
                guestCid,
                ports.host(),
                ports.guest(),
                length,
                VIRTIO_VSOCK_TYPE_STREAM,
                op,
                flags,
                Credit.BUF_ALLOC,
                credit.tellPassedOn());
    }
}
