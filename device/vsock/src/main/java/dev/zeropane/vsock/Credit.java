// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

/// How much each side of a connection may send (VIRTIO 1.3 §5.10.6.3). All counts are modulo 2^32,
/// as the specification has them.
final class Credit {
    /// What this side keeps, at most, of what the guest sends and nobody has read.
    static final int BUF_ALLOC = 256 << 10;

    /// After so much passed on, the guest is told so without having asked. Less than half, so that
    /// a guest that sends on hears of it before it has to stop.
    private static final int UPDATE_AFTER = BUF_ALLOC / 4;

    /// The most that is taken from a guest's word, so that counts that have gone round are told
    /// from larger ones.
    private static final long MAX_GUEST_BUF_ALLOC = 1 << 30;

    private int received;
    private int passedOn;
    private int passedOnTold;
    private int sent;
    private long guestBufAlloc;
    private int guestPassedOn;

    /// The guest sent data.
    ///
    /// @return false if it was more than it may
    boolean receive(long length) {
        if (length > BUF_ALLOC - (received - passedOn)) {
            return false;
        }
        received += (int) length;
        return true;
    }

    /// Data of the guest went on to its reader, or is dropped.
    void passOn(long length) {
        passedOn += (int) length;
    }

    /// Whether the guest should be told how much was passed on.
    boolean owesUpdate() {
        return passedOn - passedOnTold >= UPDATE_AFTER;
    }

    /// `fwd_cnt` for the next packet, which the guest knows from then on.
    int tellPassedOn() {
        passedOnTold = passedOn;
        return passedOn;
    }

    /// Takes what each packet of the guest says. Packets may overtake each other where they are
    /// made, so an older count is no fault, and changes nothing.
    ///
    /// @return false if the guest claims to have passed on what it was never sent
    boolean update(int bufAlloc, int fwdCnt) {
        if (fwdCnt - sent > 0) {
            return false;
        }
        guestBufAlloc = Math.min(Integer.toUnsignedLong(bufAlloc), MAX_GUEST_BUF_ALLOC);
        if (Integer.compareUnsigned(sent - fwdCnt, sent - guestPassedOn) < 0) {
            guestPassedOn = fwdCnt;
        }
        return true;
    }

    /// How much may be sent to the guest now.
    long available() {
        long onTheWay = Integer.toUnsignedLong(sent - guestPassedOn);
        return Math.max(guestBufAlloc - onTheWay, 0);
    }

    void send(long length) {
        sent += (int) length;
    }
}
