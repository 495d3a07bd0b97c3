// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.monitor;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U8;

import dev.zeropane.linux.struct.Struct;
import java.lang.foreign.StructLayout;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The parts of a D-Bus message that are needed here (D-Bus specification, "Message Protocol"): its
/// type, the call that it answers, and its body.
///
/// ```
/// header
/// fields: each at a multiple of 8: u8 code, signature of its value, the value
/// body: at a multiple of 8
/// ```
///
/// @param type `METHOD_RETURN` and its neighbours
/// @param replySerial serial of the call that this message answers, 0 if it is not an answer
/// @param body the bytes after the header
record DbusMessage(int type, int replySerial, ByteBuffer body) {
    static final int METHOD_CALL = 1;
    static final int METHOD_RETURN = 2;
    static final int ERROR = 3;

    static final int FIELD_PATH = 1;
    static final int FIELD_INTERFACE = 2;
    static final int FIELD_MEMBER = 3;
    static final int FIELD_REPLY_SERIAL = 5;
    static final int FIELD_SIGNATURE = 8;

    static final int VERSION = 1;

    /// The bytes that contain the message's length ("Message Format").
    private static final StructLayout HEADER =
            Struct.of(
                    "header",
                    U8.withName("byte_order"),
                    U8.withName("type"),
                    U8.withName("flags"),
                    U8.withName("version"),
                    U32.withName("body_length"),
                    U32.withName("serial"),
                    U32.withName("fields_length"));

    static final int FIXED = (int) HEADER.byteSize();

    private static final int VERSION_AT = (int) Struct.offset(HEADER, "version");
    private static final int BODY_LENGTH = (int) Struct.offset(HEADER, "body_length");
    static final int FIELDS_LENGTH = (int) Struct.offset(HEADER, "fields_length");

    private static final int MAX = 1 << 19;

    /// The length of the message that begins with these bytes.
    ///
    /// @return nothing if more bytes are needed to know it
    /// @throws QemuPeerException if the bytes are not a D-Bus message
    static Optional<Integer> length(byte[] bytes) {
        if (bytes.length < FIXED) {
            return Optional.empty();
        }
        ByteBuffer fixed = ByteBuffer.wrap(bytes).order(order(bytes[0]));
        long body = Integer.toUnsignedLong(fixed.getInt(BODY_LENGTH));
        long fields = Integer.toUnsignedLong(fixed.getInt(FIELDS_LENGTH));
        long length = padded(FIXED + fields) + body;
        if (fixed.get(VERSION_AT) != VERSION || length > MAX) {
            throw new QemuPeerException("QEMU's D-Bus display sends no D-Bus message");
        }
        return Optional.of((int) length);
    }

    private static long padded(long at) {
        return (at + 7) & -8;
    }

    private static ByteOrder order(byte mark) {
        return switch (mark) {
            case 'l' -> ByteOrder.LITTLE_ENDIAN;
            case 'B' -> ByteOrder.BIG_ENDIAN;
            default -> throw new QemuPeerException("QEMU's D-Bus display does not speak D-Bus");
        };
    }

    /// @param bytes one whole message
    static DbusMessage read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(order(bytes[0]));
        int end = FIXED + in.getInt(FIELDS_LENGTH);
        int replySerial = 0;
        try {
            in.position(FIXED);
            while (in.position() < end) {
                in.position((int) padded(in.position()));
                int field = in.get();
                String signature = signature(in);
                switch (signature) {
                    case "u" -> {
                        int value = in.position(align(in, Integer.BYTES)).getInt();
                        replySerial = field == FIELD_REPLY_SERIAL ? value : replySerial;
                    }
                    case "s", "o" -> skipString(in);
                    case "g" -> signature(in);
                    default ->
                            throw new QemuPeerException(
                                    "a field of type " + signature + " in a D-Bus message");
                }
            }
            in.position((int) padded(end));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new QemuPeerException("a D-Bus message that ends in the middle", e);
        }
        return new DbusMessage(in.get(1), replySerial, in.slice().order(in.order()));
    }

    private static int align(ByteBuffer in, int to) {
        return (in.position() + to - 1) & -to;
    }

    private static String signature(ByteBuffer in) {
        byte[] text = new byte[Byte.toUnsignedInt(in.get())];
        in.get(text).get();
        return new String(text, StandardCharsets.US_ASCII);
    }

    private static void skipString(ByteBuffer in) {
        int length = in.position(align(in, Integer.BYTES)).getInt();
        if (length < 0 || length >= in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + length + 1);
    }

    /// The text of an error: the string that its body begins with, if any. It may contain any
    /// characters.
    String text() {
        ByteBuffer in = body.duplicate().order(body.order());
        if (in.remaining() < Integer.BYTES) {
            return "";
        }
        int length = in.getInt();
        byte[] bytes = new byte[length < 0 ? 0 : Math.min(length, in.remaining())];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
