// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes a method call (D-Bus specification, "Marshaling (Wire Format)"): every value is aligned
/// to its size from the message's beginning.
final class DbusCall {
    private static final int CAPACITY = 512;
    private static final int BODY_LENGTH = 4;

    private final ByteBuffer out = ByteBuffer.allocate(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);

    /// @param serial never 0
    /// @param signature types of the arguments, which follow
    DbusCall(int serial, String path, String name, String member, String signature) {
        out.put((byte) 'l')
                .put((byte) DbusMessage.METHOD_CALL)
                .put((byte) 0)
                .put((byte) DbusMessage.VERSION)
                .putInt(0)
                .putInt(serial)
                .putInt(0);
        field(DbusMessage.FIELD_PATH, 'o', path);
        field(DbusMessage.FIELD_INTERFACE, 's', name);
        field(DbusMessage.FIELD_MEMBER, 's', member);
        align(8);
        out.put((byte) DbusMessage.FIELD_SIGNATURE);
        signature("g");
        signature(signature);
        out.putInt(DbusMessage.FIELDS_LENGTH, out.position() - DbusMessage.FIXED);
        align(8);
        body = out.position();
    }

    private final int body;

    private void field(int code, char type, String value) {
        align(8);
        out.put((byte) code);
        signature(String.valueOf(type));
        align(Integer.BYTES);
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        out.putInt(text.length).put(text).put((byte) 0);
    }

    private void signature(String types) {
        byte[] text = types.getBytes(StandardCharsets.US_ASCII);
        out.put((byte) text.length).put(text).put((byte) 0);
    }

    private void align(int to) {
        while (out.position() % to != 0) {
            out.put((byte) 0);
        }
    }

    /// A `q`.
    DbusCall uint16(int value) {
        align(Short.BYTES);
        out.putShort((short) value);
        return this;
    }

    /// A `u` or an `i`.
    DbusCall int32(int value) {
        align(Integer.BYTES);
        out.putInt(value);
        return this;
    }

    byte[] bytes() {
        out.putInt(BODY_LENGTH, out.position() - body);
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }
}
