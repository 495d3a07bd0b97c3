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

/// The client's message that is being handled: a private copy, in memory that the next one reuses.
final class Message {
    /// The most data that one access transfers, in bytes.
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

    /// What is to be filled next, when `have` bytes are there and some are missing.
    MemorySegment missing(long have) {
        if (have == 0) {
            descriptors = false;
            return header;
        }
        long end = have < Header.SIZE ? Header.SIZE : size();
        return bytes.asSlice(have, end - have);
    }

    /// Looks at the header, once that is there.
    ///
    /// @throws PeerFaultException if this is no command, or larger than any that is served
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

    /// Says whether descriptors came with a part of the message. None is ever taken: no command has
    /// any that are used here.
    void descriptors(boolean came) {
        descriptors |= came;
    }

    private Header header() {
        return Header.read(header);
    }

    /// Length with header, in bytes.
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

    /// Whether descriptors came with it.
    boolean hasDescriptors() {
        return descriptors;
    }

    /// Whether the payload has so many bytes, and no descriptors came.
    boolean has(int payload) {
        return payloadSize() == payload && !descriptors;
    }

    /// The payload, of which there are so many bytes or more.
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
