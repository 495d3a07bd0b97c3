// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vfiouser;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A message's payload, field by field, in native byte order.
public final class Payload {
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Payload() {}

    /// With one field of 32 bits for each value.
    public static Payload of(int... fields) {
        Payload payload = new Payload();
        for (int field : fields) {
            payload.u32(field);
        }
        return payload;
    }

    public Payload u16(int value) {
        return number(value, 2);
    }

    public Payload u32(int value) {
        return number(value, 4);
    }

    public Payload u64(long value) {
        return number(value, 8);
    }

    private Payload number(long value, int size) {
        byte[] field = new byte[size];
        for (int i = 0; i < size; i++) {
            field[LITTLE ? i : size - 1 - i] = (byte) (value >> (8 * i));
        }
        return bytes(field);
    }

    public Payload text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public Payload bytes(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    public byte[] build() {
        return bytes.toByteArray();
    }
}
