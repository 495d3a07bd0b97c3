// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Writes values one after another, as [DbusReader] reads them: the body of a message.
public final class DbusWriter {
    private static final int FIRST_CAPACITY = 256;

    private ByteBuffer out = ByteBuffer.allocate(FIRST_CAPACITY).order(ByteOrder.LITTLE_ENDIAN);

    /// Nothing, yet.
    public DbusWriter() {}

    private ByteBuffer room(int count) {
        if (out.remaining() < count) {
            int capacity = Math.max(2 * out.capacity(), out.position() + count);
            out =
                    ByteBuffer.wrap(Arrays.copyOf(out.array(), capacity))
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .position(out.position());
        }
        return out;
    }

    DbusWriter align(int to) {
        while (out.position() % to != 0) {
            room(Byte.BYTES).put((byte) 0);
        }
        return this;
    }

    DbusWriter uint8(int value) {
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    /// A `q`.
    public DbusWriter uint16(int value) {
        align(Short.BYTES).room(Short.BYTES).putShort((short) value);
        return this;
    }

    /// A `u` or an `i`.
    public DbusWriter int32(int value) {
        align(Integer.BYTES).room(Integer.BYTES).putInt(value);
        return this;
    }

    /// An `s` or `o`.
    public DbusWriter string(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8)).uint8(0);
    }

    /// A `g`.
    DbusWriter signature(String types) {
        byte[] text = types.getBytes(StandardCharsets.US_ASCII);
        uint8(text.length).room(text.length).put(text);
        return uint8(0);
    }

    /// An `ay`.
    public DbusWriter bytes(byte[] bytes) {
        int32(bytes.length).room(bytes.length).put(bytes);
        return this;
    }

    /// An `as`.
    public DbusWriter strings(List<String> all) {
        DbusWriter elements = new DbusWriter();
        all.forEach(elements::string);
        return int32(elements.out.position()).raw(elements.toBytes());
    }

    /// An array without elements, such as an `a{sv}`, as the last value.
    public DbusWriter emptyArray(int alignment) {
        return int32(0).align(alignment);
    }

    /// Bytes as they are.
    DbusWriter raw(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    /// All of it.
    public byte[] toBytes() {
        return Arrays.copyOf(out.array(), out.position());
    }
}
