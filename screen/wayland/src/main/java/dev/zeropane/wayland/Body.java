// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The bytes of a message after its header, read in order. One object serves all messages of a
/// connection, so that messages allocate nothing.
final class Body {
    static final int WORD = Integer.BYTES;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT;

    private final MemorySegment bytes;
    private long start;
    private long at;
    private long end;

    Body(MemorySegment bytes) {
        this.bytes = bytes;
    }

    void set(long start, long end) {
        this.start = start;
        this.end = end;
        rewind();
    }

    void rewind() {
        at = start;
    }

    long left() {
        return end - at;
    }

    int word() {
        int value = bytes.get(U32, at);
        at += WORD;
        return value;
    }

    long unsigned() {
        return Integer.toUnsignedLong(word());
    }

    /// Whether so many bytes of a string or array remain, with the padding of their last word.
    boolean has(long length) {
        return length <= left() && padded(length) <= left();
    }

    /// Bytes of a string or array.
    MemorySegment take(long length) {
        MemorySegment taken = bytes.asSlice(at, length);
        skip(length);
        return taken;
    }

    void skip(long length) {
        at += padded(length);
    }

    byte peek(long offset) {
        return bytes.get(ValueLayout.JAVA_BYTE, at + offset);
    }

    private static long padded(long length) {
        return (length + WORD - 1) & -WORD;
    }
}
