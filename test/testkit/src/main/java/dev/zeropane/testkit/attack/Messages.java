// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import static dev.zeropane.builtinguest.VhostUser.VERSION;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// vhost-user messages as bytes: u32 request, u32 flags, u32 size, payload; in the host's order.
public final class Messages {
    public static final int HEADER = 12;

    private Messages() {}

    /// A header that says what it likes.
    public static byte[] header(int request, int flags, int size) {
        byte[] header = new byte[HEADER];
        ByteBuffer.wrap(header)
                .order(ByteOrder.nativeOrder())
                .putInt(request)
                .putInt(flags)
                .putInt(size);
        return header;
    }

    public static byte[] of(int request, byte... payload) {
        byte[] message = new byte[HEADER + payload.length];
        System.arraycopy(header(request, VERSION, payload.length), 0, message, 0, HEADER);
        System.arraycopy(payload, 0, message, HEADER, payload.length);
        return message;
    }

    /// A payload of 64-bit words.
    public static byte[] u64(long... words) {
        byte[] payload = new byte[Long.BYTES * words.length];
        ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()).asLongBuffer().put(words);
        return payload;
    }

    /// A payload of 32-bit words.
    public static byte[] u32(int... words) {
        byte[] payload = new byte[Integer.BYTES * words.length];
        ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()).asIntBuffer().put(words);
        return payload;
    }
}
