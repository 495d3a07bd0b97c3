// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.zeropane.linux.serve.PeerFaultException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The client's message that is being handled: a private copy, in memory that the next one reuses.
///
/// ```
/// u16 id | u16 command | u32 size of it all | u32 flags | u32 error | payload   native byte order
/// ```
final class Message {
    static final int HEADER_SIZE = 16;

    /// What comes before the data of a REGION_READ or REGION_WRITE.
    static final int ACCESS_SIZE = 16;

    /// The most data that one access transfers, in bytes.
    static final int MAX_DATA = 4096;

    static final int MAX_SIZE = HEADER_SIZE + ACCESS_SIZE + MAX_DATA;

    static final int TYPE_REPLY = 1;
    static final int NO_REPLY = 0x10;
    static final int ERROR = 0x20;

    private static final int COMMAND = 2;
    private static final int SIZE = 4;
    private static final int FLAGS = 8;

    private final MemorySegment bytes = Arena.ofAuto().allocate(MAX_SIZE, Long.BYTES);
    private final Slices data = new Slices(bytes.asSlice(HEADER_SIZE + ACCESS_SIZE));
    private final MemorySegment header = bytes.asSlice(0, HEADER_SIZE);
    private boolean descriptors;

    /// What is to be filled next, when `have` bytes are there and some are missing.
    MemorySegment missing(long have) {
        if (have == 0) {
            descriptors = false;
            return header;
        }
        long end = have < HEADER_SIZE ? HEADER_SIZE : size();
        return bytes.asSlice(have, end - have);
    }

    /// Looks at the header, once that is there.
    ///
    /// @throws PeerFaultException if this is no command, or larger than any that is served
    void checkHeader() {
        int flags = bytes.get(JAVA_INT, FLAGS);
        if ((flags & ~NO_REPLY) != 0) {
            throw new PeerFaultException(
                    "a message header has flags 0x%x: not a vfio-user command".formatted(flags));
        }
        long size = Integer.toUnsignedLong(bytes.get(JAVA_INT, SIZE));
        if (size < HEADER_SIZE || size > MAX_SIZE) {
            throw new PeerFaultException(
                    "command %d announces a message of %d bytes".formatted(command(), size));
        }
    }

    /// Says whether descriptors came with a part of the message. None is ever taken: no command has
    /// any that are used here.
    void descriptors(boolean came) {
        descriptors |= came;
    }

    /// Length with header, in bytes.
    int size() {
        return bytes.get(JAVA_INT, SIZE);
    }

    short id() {
        return bytes.get(JAVA_SHORT, 0);
    }

    int command() {
        return Short.toUnsignedInt(bytes.get(JAVA_SHORT, COMMAND));
    }

    boolean wantsReply() {
        return (bytes.get(JAVA_INT, FLAGS) & NO_REPLY) == 0;
    }

    int payloadSize() {
        return size() - HEADER_SIZE;
    }

    /// Whether descriptors came with it.
    boolean hasDescriptors() {
        return descriptors;
    }

    /// Whether the payload has so many bytes, and no descriptors came.
    boolean has(int payload) {
        return payloadSize() == payload && !descriptors;
    }

    int u16(int at) {
        return Short.toUnsignedInt(bytes.get(JAVA_SHORT, payload(at, Short.BYTES)));
    }

    int u32(int at) {
        return bytes.get(JAVA_INT, payload(at, Integer.BYTES));
    }

    long u64(int at) {
        return bytes.get(JAVA_LONG_UNALIGNED, payload(at, Long.BYTES));
    }

    private int payload(int at, int length) {
        return HEADER_SIZE + Objects.checkFromIndexSize(at, length, payloadSize());
    }

    /// The data of a REGION_WRITE.
    MemorySegment data(int length) {
        return data.first(length);
    }

    /// The payload from `at` on, as text.
    String text(int at) {
        int length = payloadSize() - at;
        byte[] text = bytes.asSlice(payload(at, length), length).toArray(JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8);
    }

    /// The first bytes of the payload.
    MemorySegment payload(int length) {
        return bytes.asSlice(payload(0, length), length);
    }
}
