// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vhostuser;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.serve.PeerFaultException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// One front-end message. It checks the length of its payload for all readers.
final class Message {
    static final int VERSION_MASK = 0x3;
    static final int VERSION_1 = 0x1;
    static final int REPLY = 0x4;
    static final int NEED_REPLY = 0x8;

    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED;

    private final int request;
    private final int flags;
    private final MemorySegment payload;
    private final List<Fd> fds;

    Message(int request, int flags, MemorySegment payload, List<Fd> fds) {
        this.request = request;
        this.flags = flags;
        this.payload = payload;
        this.fds = fds;
    }

    int request() {
        return request;
    }

    boolean needsReply() {
        return (flags & NEED_REPLY) != 0;
    }

    /// A payload that is one number.
    long u64() {
        return payload(Long.BYTES).get(U64, 0);
    }

    /// The payload, of at least `size` bytes.
    ///
    /// @throws PeerFaultException if it has fewer bytes
    MemorySegment payload(long size) {
        if (payload.byteSize() < size) {
            throw new PeerFaultException(
                    "message %d has %d bytes of payload, not %d"
                            .formatted(request, payload.byteSize(), size));
        }
        return payload;
    }

    /// The descriptors; a handler that takes one removes it, the others are closed after the
    /// message.
    List<Fd> fds() {
        return fds;
    }

    /// Takes the only descriptor of the message.
    Fd takeFd() {
        requireFd();
        return fds.removeFirst();
    }

    /// @throws PeerFaultException if there is not exactly one descriptor
    void requireFd() {
        if (fds.size() != 1) {
            throw new PeerFaultException(
                    "message %d came with %d descriptors, not 1".formatted(request, fds.size()));
        }
    }
}
