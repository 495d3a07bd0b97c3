// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.dbus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads values of a D-Bus message one after another (D-Bus specification, "Marshaling (Wire
/// Format)"): every value is aligned to its size from the message's beginning, or the body's, which
/// is at a multiple of 8.
///
/// Every method throws [DbusFormatException] if the bytes end before the value does, or are none.
public final class DbusReader {
    private final ByteBuffer in;

    /// @param in from its position, counted from where values are aligned
    public DbusReader(ByteBuffer in) {
        this.in = in;
    }

    /// Whether all bytes were read.
    public boolean isAtEnd() {
        return !in.hasRemaining();
    }

    /// Skips bytes up to a multiple of `to`.
    void align(int to) {
        int at = (in.position() + to - 1) & -to;
        require(at - in.position());
        in.position(at);
    }

    private void require(long bytes) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new DbusFormatException("it ends in the middle");
        }
    }

    int uint8() {
        require(Byte.BYTES);
        return Byte.toUnsignedInt(in.get());
    }

    /// A `u`, or an `i`.
    public int uint32() {
        align(Integer.BYTES);
        require(Integer.BYTES);
        return in.getInt();
    }

    /// A `b`.
    public boolean bool() {
        return uint32() != 0;
    }

    /// An `s` or `o`. Bytes that are no UTF-8 become replacement characters.
    public String string() {
        byte[] text = take(Integer.toUnsignedLong(uint32()));
        require(Byte.BYTES);
        in.get();
        return new String(text, StandardCharsets.UTF_8);
    }

    /// A `g`.
    public String signature() {
        byte[] text = take(uint8());
        require(Byte.BYTES);
        in.get();
        return new String(text, StandardCharsets.US_ASCII);
    }

    /// An `ay`: a copy of its bytes.
    public byte[] bytes() {
        return take(Integer.toUnsignedLong(uint32()));
    }

    private byte[] take(long count) {
        require(count);
        byte[] bytes = new byte[(int) count];
        in.get(bytes);
        return bytes;
    }

    /// An `as`.
    public List<String> strings() {
        List<String> all = new ArrayList<>();
        for (int end = arrayEnd(Integer.BYTES); in.position() < end; ) {
            all.add(string());
        }
        return all;
    }

    /// An `au`.
    public List<Integer> uint32s() {
        List<Integer> all = new ArrayList<>();
        for (int end = arrayEnd(Integer.BYTES); in.position() < end; ) {
            all.add(uint32());
        }
        return all;
    }

    /// Begins an array.
    ///
    /// @param alignment of its elements
    /// @return position of its end, see [#position]
    int arrayEnd(int alignment) {
        long length = Integer.toUnsignedLong(uint32());
        align(alignment);
        require(length);
        return in.position() + (int) length;
    }

    /// How far it was read.
    int position() {
        return in.position();
    }
}
