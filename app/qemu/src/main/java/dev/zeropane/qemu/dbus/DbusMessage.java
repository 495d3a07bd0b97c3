// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.dbus;

import static dev.zeropane.linux.struct.NativeOrder.U32;
import static dev.zeropane.linux.struct.NativeOrder.U8;

import dev.zeropane.linux.struct.Struct;
import dev.zeropane.qemu.peer.QemuPeerException;
import java.lang.foreign.StructLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// A received D-Bus message without its body (D-Bus specification, "Message Protocol").
///
/// ```
/// header
/// fields: each at a multiple of 8: u8 code, signature of its value, the value
/// body: at a multiple of 8
/// ```
///
/// @param type `METHOD_RETURN` and its neighbours
/// @param order of the body's numbers
/// @param serial of this message
/// @param replySerial serial of the call that this message answers, 0 if it is not an answer
/// @param path of the object that is called, or tells something; empty if there is none, as the
///   other names
/// @param name of its interface
/// @param member its method or signal
/// @param error name of the error
/// @param signature types of the body
record DbusMessage(
        int type,
        int flags,
        ByteOrder order,
        int serial,
        int replySerial,
        String path,
        String name,
        String member,
        String error,
        String signature) {
    static final int METHOD_CALL = 1;
    static final int METHOD_RETURN = 2;
    static final int ERROR = 3;
    static final int SIGNAL = 4;

    static final int NO_REPLY_EXPECTED = 1;

    static final int FIELD_PATH = 1;
    static final int FIELD_INTERFACE = 2;
    static final int FIELD_MEMBER = 3;
    static final int FIELD_ERROR_NAME = 4;
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

    private static final int TYPE = (int) Struct.offset(HEADER, "type");
    private static final int FLAGS = (int) Struct.offset(HEADER, "flags");
    private static final int VERSION_AT = (int) Struct.offset(HEADER, "version");
    static final int BODY_LENGTH = (int) Struct.offset(HEADER, "body_length");
    private static final int SERIAL = (int) Struct.offset(HEADER, "serial");
    static final int FIELDS_LENGTH = (int) Struct.offset(HEADER, "fields_length");

    /// Far more than the names of any message.
    private static final int MAX_FIELDS = 1 << 16;

    /// Where the parts of a message end.
    ///
    /// @param head bytes before the body
    /// @param body its bytes, of which there may be up to 4 GiB
    record Lengths(int head, long body) {}

    /// The lengths of the message that begins with these bytes.
    ///
    /// @param bytes at least [#FIXED]
    /// @throws QemuPeerException if the bytes are not a D-Bus message
    static Lengths lengths(byte[] bytes) {
        ByteBuffer fixed = ByteBuffer.wrap(bytes).order(order(bytes[0]));
        long fields = Integer.toUnsignedLong(fixed.getInt(FIELDS_LENGTH));
        if (fixed.get(VERSION_AT) != VERSION || fields > MAX_FIELDS) {
            throw new QemuPeerException("QEMU's D-Bus display sends no D-Bus message");
        }
        return new Lengths(
                (int) padded(FIXED + fields), Integer.toUnsignedLong(fixed.getInt(BODY_LENGTH)));
    }

    static long padded(long at) {
        return (at + 7) & -8;
    }

    private static ByteOrder order(byte mark) {
        return switch (mark) {
            case 'l' -> ByteOrder.LITTLE_ENDIAN;
            case 'B' -> ByteOrder.BIG_ENDIAN;
            default -> throw new QemuPeerException("QEMU's D-Bus display does not speak D-Bus");
        };
    }

    /// @param head all bytes of a message before its body
    /// @throws QemuPeerException if they are none
    static DbusMessage read(byte[] head) {
        ByteBuffer fixed = ByteBuffer.wrap(head).order(order(head[0]));
        DbusReader in =
                new DbusReader(
                        fixed.duplicate()
                                .order(fixed.order())
                                .position(FIXED)
                                .limit(FIXED + fixed.getInt(FIELDS_LENGTH)));
        Fields fields = new Fields();
        try {
            while (!in.isAtEnd()) {
                in.align(Long.BYTES);
                fields.take(in.uint8(), in);
            }
        } catch (DbusFormatException e) {
            throw new QemuPeerException("a D-Bus message: " + e.getMessage(), e);
        }
        return new DbusMessage(
                fixed.get(TYPE),
                fixed.get(FLAGS),
                fixed.order(),
                fixed.getInt(SERIAL),
                fields.replySerial,
                fields.path,
                fields.name,
                fields.member,
                fields.error,
                fields.signature);
    }

    /// The fields read until now.
    private static final class Fields {
        private int replySerial;
        private String path = "";
        private String name = "";
        private String member = "";
        private String error = "";
        private String signature = "";

        private void take(int code, DbusReader in) {
            String type = in.signature();
            switch (type) {
                case "u" -> {
                    int value = in.uint32();
                    replySerial = code == FIELD_REPLY_SERIAL ? value : replySerial;
                }
                case "s", "o" -> take(code, in.string());
                case "g" -> take(code, in.signature());
                default -> throw new DbusFormatException("a field of type " + type);
            }
        }

        private void take(int code, String value) {
            switch (code) {
                case FIELD_PATH -> path = value;
                case FIELD_INTERFACE -> name = value;
                case FIELD_MEMBER -> member = value;
                case FIELD_ERROR_NAME -> error = value;
                case FIELD_SIGNATURE -> signature = value;
                default -> {}
            }
        }
    }

    /// The first of the text in an error's body, if it has one.
    Optional<String> text(DbusReader body) {
        try {
            return signature.startsWith("s") ? Optional.of(body.string()) : Optional.empty();
        } catch (DbusFormatException e) {
            return Optional.empty();
        }
    }
}
