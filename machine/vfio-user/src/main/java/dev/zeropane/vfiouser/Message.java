// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import dev.zeropane.linux.serve.PeerFaultException;
import dev.zeropane.vfiouser.protocol.Header;
import dev.zeropane.vfiouser.protocol.RegionAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The current message of the client: a private copy, in a buffer that the next message reuses.
final class Message {
    /// The limit for the data of one access, in bytes.
    static final int MAX_DATA = 4096;

    static final int MAX_SIZE = Header.SIZE + RegionAccess.SIZE + MAX_DATA;

    static final int TYPE_REPLY = 1;
    static final int NO_REPLY = 0x10;
    static final int ERROR = 0x20;

    private final MemorySegment bytes = Arena.ofAuto().allocate(MAX_SIZE, Long.BYTES);
    private final Slices data = new Slices(bytes.asSlice(Header.SIZE + RegionAccess.SIZE));
    private final MemorySegment header = bytes.asSlice(0, Header.SIZE);
    private final MemorySegment payload = bytes.asSlice(Header.SIZE);
    private boolean descriptors;

    /// The part of the buffer to receive into, when `received` bytes have arrived and some are
    /// missing.
    MemorySegment missing(long received) {
        if (received == 0) {
            descriptors = false;
            return header;
        }
        long end = received < Header.SIZE ? Header.SIZE : size();
        return bytes.asSlice(received, end - received);
    }

    /// Checks the header, once it has arrived.
    ///
    /// @throws PeerFaultException if the message is no command, or larger than any supported one
    void checkHeader() {
        Header came = header();
        if ((came.flags() & ~NO_REPLY) != 0) {
            throw new PeerFaultException(
                    "a message header has flags 0x%x: not a vfio-user command"
                            .formatted(came.flags()));
        }
        if (came.size() < Header.SIZE || came.size() > MAX_SIZE) {
            throw new PeerFaultException(
                    "command %d announces a message of %d bytes"
                            .formatted(came.command(), came.size()));
        }
    }

    /// Notes whether descriptors came with a part of the message. They are never received, because
    /// no command needs them here.
    void descriptors(boolean came) {
        descriptors |= came;
    }

    private Header header() {
        return Header.read(header);
    }

    /// Length with the header, in bytes.
    int size() {
        return (int) header().size();
    }

    int id() {
        return header().id();
    }

    int command() {
        return header().command();
    }

    boolean wantsReply() {
        return (header().flags() & NO_REPLY) == 0;
    }

    int payloadSize() {
        return size() - Header.SIZE;
    }

    /// Whether descriptors came with the message.
    boolean hasDescriptors() {
        return descriptors;
    }

    /// Whether the payload has exactly this many bytes, and no descriptors came.
    boolean has(int payload) {
        return payloadSize() == payload && !descriptors;
    }

    /// The payload, which must have at least `size` bytes.
    MemorySegment payload(int size) {
        Objects.checkFromIndexSize(0, size, payloadSize());
        return payload;
    }

    /// The data of a REGION_WRITE.
    MemorySegment data(int length) {
        return data.first(length);
    }

    /// The payload from `at` on, as text.
    String text(int at) {
        byte[] text = payload.asSlice(at, payloadSize() - at).toArray(ValueLayout.JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8);
    }
}
